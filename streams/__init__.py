"""Turns raw evidence into small, mergeable, pseudonymous slices on Kafka."""
