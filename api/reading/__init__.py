"""What the monitors decided, read from their database: questions only."""
