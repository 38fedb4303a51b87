"""Shows what was found: reports today, pages and JSON later."""
