"""The public door of `streams/`: what every topic is, and the versioned messages on it."""
