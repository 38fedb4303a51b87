"""The register: what units say their dependencies are worth, beside what telemetry shows."""
