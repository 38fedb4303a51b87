"""Renders a snapshot for people: terminal and a self-contained page."""
