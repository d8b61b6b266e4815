"""Forms of the alert pages."""
