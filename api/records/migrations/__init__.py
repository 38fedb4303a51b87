"""How the tables of the records store came to be, revision by revision; a released one is never edited."""
