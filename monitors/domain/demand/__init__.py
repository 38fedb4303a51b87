"""How many people turn to us by our own channels, and where they go while a platform is gone."""
