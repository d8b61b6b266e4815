"""Words and rows of the alert pages."""
