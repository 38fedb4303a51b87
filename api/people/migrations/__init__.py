"""How the tables of `hub.db` came to be, revision by revision; a released one is never edited."""
