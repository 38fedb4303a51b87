"""The demonstration: what `holdfast demo` starts, and what it shows of the evidence that arrives."""
