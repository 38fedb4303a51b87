"""The edges of watching: status pages over HTTP, tries of hosts, the outbox to Kafka, and the figures."""
