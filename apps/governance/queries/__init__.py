"""Reading governance records."""
