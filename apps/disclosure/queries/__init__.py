"""What the database knows about people and places."""
