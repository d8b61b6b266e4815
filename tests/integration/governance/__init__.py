"""The governance record through its domain and its pages."""
