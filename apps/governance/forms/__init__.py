"""Forms of the governance record."""
