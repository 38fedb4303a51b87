"""Sub-commands of `holdfast` that run the ground: the broker, and the whole of it on one machine."""
