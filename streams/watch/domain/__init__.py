"""The rules of watching: what a page says, when to ask again, and when a failed probe accuses nobody."""
