"""What is published of closed weeks and months: when, of which days, and what may be said."""
