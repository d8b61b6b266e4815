"""Published documents for other systems."""
