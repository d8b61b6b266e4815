"""The anonymous pages."""
