"""Who is told what, when, and by which way; and why somebody is not told."""
