"""What `holdfast` runs of the monitors."""
