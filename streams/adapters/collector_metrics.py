"""The collector's figures for Prometheus, kept in a registry of their own and shown on `/metrics`."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from infra import metrics
from infra.metrics import PREFIX, Metric
from streams.domain.lines import Verdict

State = Literal["starting", "following", "waiting", "away", "stopped"]
STATES: tuple[State, ...] = ("starting", "following", "waiting", "away", "stopped")


class CollectorMetrics:
    """One set of figures, by source. Nothing here knows a unit, a person or a host."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        shown = metrics.COLLECTOR
        self._counters = {m: self._counter(m) for m in shown if m.kind == "counter"}
        self._gauges = {m: self._gauge(m) for m in shown if m.kind == "gauge"}
        self._histograms = {m: self._histogram(m) for m in shown if m.kind == "histogram"}

    def serve(self, host: str, port: int) -> int:
        """Show the figures at http://host:port/metrics; the port (0 chooses one). Raises OSError if taken."""
        server, _ = start_http_server(port, host, registry=self.registry)
        return int(server.server_port)

    def count(self, metric: Metric, amount: float, *labels: str) -> None:
        """Add to a counter."""
        self._counters[metric].labels(*labels).inc(amount)

    def set(self, metric: Metric, value: float, *labels: str) -> None:
        """Set a gauge."""
        self._gauges[metric].labels(*labels).set(value)

    def observe(self, metric: Metric, value: float, *labels: str) -> None:
        """Put a value into a histogram."""
        self._histograms[metric].labels(*labels).observe(value)

    def lines(self, source: str, verdicts: NDArray[np.int64]) -> None:
        """Count committed lines by what became of them."""
        self.count(metrics.LINES_READ, int(verdicts.sum()), source)
        self.count(metrics.LINES_PARSED, int(verdicts[Verdict.PARSED]), source)
        self.count(metrics.LINES_SKIPPED, int(verdicts[Verdict.SKIPPED]), source)
        for verdict in Verdict:
            if verdict > Verdict.SKIPPED and verdicts[verdict]:
                self.count(metrics.LINES_REJECTED, int(verdicts[verdict]), source, verdict.word)

    def state(self, source: str, state: State) -> None:
        """Put a source into a state, and out of all others."""
        for each in STATES:
            self.set(metrics.SOURCE_STATE, float(each == state), source, each)

    def _counter(self, metric: Metric) -> Counter:
        return Counter(
            PREFIX + metric.name, metric.sentence, metric.labels, registry=self.registry, unit=metric.unit
        )

    def _gauge(self, metric: Metric) -> Gauge:
        return Gauge(
            PREFIX + metric.name, metric.sentence, metric.labels, registry=self.registry, unit=metric.unit
        )

    def _histogram(self, metric: Metric) -> Histogram:
        return Histogram(
            PREFIX + metric.name,
            metric.sentence,
            metric.labels,
            registry=self.registry,
            unit=metric.unit,
            buckets=metric.buckets,
        )


def page_name(metric: Metric) -> str:
    """The metric's name as it stands on `/metrics`."""
    unit = f"_{metric.unit}" if metric.unit else ""
    return PREFIX + metric.name + unit + ("_total" if metric.kind == "counter" else "")
