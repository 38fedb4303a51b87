"""Mutual aid: what organisations say to each other of platforms, and whose word is taken."""
