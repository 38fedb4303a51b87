"""The pure part of streams: values in, values out; no clock, no I/O, no framework."""
