"""Records: what an organisation has to keep of what its own accounts publish and receive. Off by default."""
