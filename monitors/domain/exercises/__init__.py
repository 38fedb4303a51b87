"""Table-top exercises: what an outage would ask of people, played while nothing is broken."""
