"""A seeded organisation that writes the bytes a real proxy would, with the truth beside them."""
