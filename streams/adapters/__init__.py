"""Where streams touches the world: files, the matcher, Kafka."""
