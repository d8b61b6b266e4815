"""Telling people, by page and by mail."""
