"""Who looked at what, changed or took away what: entries, and the chain that they make."""
