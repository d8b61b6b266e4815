"""What the anonymous pages show."""
