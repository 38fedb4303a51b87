"""Reliance: which unit holds on to which platform for work that matters, from telemetry alone, and why.

`records` is what a score needs, `summaries` makes it of stored rows, `figures` sums it up over a window,
`factors` gives bands and points for it (`weights`), `scoring` adds them up, `levels` folds days into a level.
"""
