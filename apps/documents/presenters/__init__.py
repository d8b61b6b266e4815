"""What the documents pages show."""
