"""From `hub.changes` to every browser that looks."""
