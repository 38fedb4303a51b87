"""What people do together: in an incident's room, and in quiet times."""
