"""The home page in words."""
