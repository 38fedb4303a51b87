"""Outages: from votes in ten-second windows to incidents that say what is broken, since when, and why.

Read `windows.py` for what is judged, `judge.py` for the order of judgement, `records.py` for what comes out.
"""
