"""The ground: command line, settings, logs, metric names, words, and the broker. It has no rules."""
