"""The Beta-Binomial distribution: votes that share their luck, because what makes one fail makes others fail.

With a usual rate p and overdispersion rho, the rate of one moment is drawn from Beta(a, b) with
a = p(1/rho - 1) and b = (1-p)(1/rho - 1), and Var(x) = n p (1-p) (1 + (n-1) rho). Sources: Skellam, "A
probability distribution derived from the binomial distribution by regarding the probability of success as
variable between the sets of trials", JRSS B 10 (1948); Griffiths, "Maximum likelihood estimation for the
beta-binomial distribution", Biometrics 29 (1973).
"""

from math import exp, lgamma

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MOST_TERMS = 400
"""Terms of a tail that are added: they fall off quickly above the mean, where alone tails are asked for."""


def log_gamma(z: Floats) -> Floats:
    """Logarithm of Gamma of positive numbers to 1e-9, by Stirling's series behind six steps of recurrence."""
    outer = z * (z + 5)
    rising = outer * (outer + 4) * (outer + 6)
    far = z + 6.0
    inverse = 1.0 / far
    squared = inverse * inverse
    series = inverse * (1 / 12 - squared * (1 / 360 - squared / 1260))
    log: Floats = (far - 0.5) * np.log(far) - far + 0.9189385332046727 + series - np.log(rising)
    return log


def upper_tail(x: float, n: float, rate: float, overdispersion: float) -> float:
    """The probability of `x` or more of `n` failing; `overdispersion` 0 is the plain binomial.

    Ask for no `x` below the mean: of so long a tail only the first terms are added.
    """
    if x <= 0 or n <= 0:
        return 1.0
    spread = 1.0 / min(max(overdispersion, 1e-6), 0.999) - 1.0
    a, b = rate * spread, (1.0 - rate) * spread
    choose = lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1)
    first = choose + _log_beta(x + a, n - x + b) - _log_beta(a, b)
    k = x + np.arange(min(int(n - x), _MOST_TERMS - 1))
    rise = np.log((n - k) * (k + a) / ((k + 1) * (n - k - 1 + b))).cumsum()
    return min(1.0, exp(first) + float(np.exp(first + rise).sum()))


def concentration(inside_failed: int, inside: int, failed: int, votes: int) -> float:
    """The probability that `inside` of the votes hold so many or more of all failures, if all fail alike.

    The exact test of Fisher, "The design of experiments" (1935).
    """
    first, last = max(inside_failed, failed - (votes - inside), 0), min(inside, failed)
    log = [
        _log_choose(inside, k) + _log_choose(votes - inside, failed - k) - _log_choose(votes, failed)
        for k in range(first, last + 1)
    ]
    return min(1.0, sum(map(exp, log)))


def _log_choose(n: int, k: int) -> float:
    """Logarithm of the binomial coefficient."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _log_beta(p: float, q: float) -> float:
    """Logarithm of the Beta function."""
    return lgamma(p) + lgamma(q) - lgamma(p + q)


def overdispersion_over(blocks: Floats, overdispersion: float) -> float:
    """The overdispersion of the sum over blocks of `blocks` votes, when only votes of one block share luck.

    Var = p q (sum n_i + rho sum n_i (n_i - 1)), so rho of the whole is rho sum n_i (n_i - 1) / (n (n - 1)).
    """
    n = float(blocks.sum())
    if n <= 1:
        return 0.0
    return float(overdispersion * np.maximum(blocks * (blocks - 1), 0).sum() / (n * (n - 1)))


def lower_tail(y: float, expected: float, dispersion: float) -> float:
    """The probability of `y` or fewer where `expected` are: negative binomial.

    As in Farrington, Andrews, Beale, Catchpole, "A statistical algorithm for the early detection of outbreaks
    of infectious disease", JRSS A 159 (1996), and Noufaily et al., Statistics in Medicine 32 (2013), turned
    to deficits.
    `dispersion` is the squared coefficient of variation around the expectation that is no chance of counting.
    """
    if expected <= 0:
        return 1.0
    r = 1.0 / dispersion
    k = np.arange(int(y) + 1, dtype=np.float64)[-_MOST_TERMS:]
    log = log_gamma(k + r) - log_gamma(k + 1) - float(log_gamma(np.array([r]))[0])
    log += r * np.log(r / (r + expected)) + k * np.log(expected / (r + expected))
    return float(min(1.0, np.exp(log).sum()))
