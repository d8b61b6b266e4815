"""The forms of the learning pages."""
