"""The documents pages."""
