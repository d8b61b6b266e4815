"""Home, help, statements and health."""
