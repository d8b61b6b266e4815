"""What the study pages show."""
