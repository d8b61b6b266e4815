"""Commands of the disclosure app."""
