"""What the hub hands out: files for other tools, each with a header that says what it is."""
