"""The forms of the anonymous pages."""
