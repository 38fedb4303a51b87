"""Log formats: one module each, from bytes to columns."""
