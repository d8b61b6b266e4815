"""Web pages of cases."""
