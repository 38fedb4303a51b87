"""What an outage costs: working slots lost, activities that run out of time, minutes without a platform."""
