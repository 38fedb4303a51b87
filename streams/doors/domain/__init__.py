"""What doors decide, without a clock or a connection: whose delivery it is, and what it tells."""
