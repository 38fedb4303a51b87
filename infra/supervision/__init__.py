"""Holdfast's own parts as child processes: started, watched, started again, stopped in order."""
