"""Mutual aid: what we may tell other organisations, and what they tell us."""
