"""Where judgement meets the world: the database behind the port, and what carries messages."""
