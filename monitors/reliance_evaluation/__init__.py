"""How good the scores of reliance are: simulated organisations with known truth, day by day, the same rules.

Everything here is seeded: equal seeds and days give equal organisations, levels and figures.
"""
