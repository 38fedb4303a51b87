"""Who uses the hub: accounts with their grants, sessions, API keys, and the gate before every endpoint."""
