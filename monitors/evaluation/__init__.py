"""How good the judgement is: months of simulated signals with truth, the very same rules, and others' rules.

Everything here is seeded: equal seeds, days and rates give equal windows, incidents and figures.
"""
