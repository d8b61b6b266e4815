"""Pages of the governance record."""
