"""What a platform's terms of use allow, in a sentence for whoever is asked about it."""

from infra.words import Lang, label
from streams.domain.terms import ASKED, Terms


def terms_line(terms: Terms | None, lang: Lang) -> str:
    """The facts that are known, when somebody read them, and where."""
    known = [
        label(f"terms.{name}.{answer}", lang)
        for name in ASKED
        if terms is not None and (answer := getattr(terms, name)) != "unknown"
    ]
    if terms is not None and terms.least_age is not None:
        known.append(label("terms.least_age", lang, years=terms.least_age))
    if terms is None or not known:
        return label("form.terms.nothing", lang)
    return label(
        "form.terms", lang, on=terms.looked_on.isoformat(), said="; ".join(known), source=terms.source
    )
