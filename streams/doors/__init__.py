"""Doors by which the world outside is heard: webhooks, feeds and counts, verified before they are read."""
