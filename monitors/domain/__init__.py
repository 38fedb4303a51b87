"""The pure part of monitors: values in, values out; no clock, no I/O, no framework."""
