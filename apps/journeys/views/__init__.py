"""Web pages of studies."""
