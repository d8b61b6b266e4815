"""Notifications in words."""
