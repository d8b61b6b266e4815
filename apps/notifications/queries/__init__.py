"""Reads of what a person was told."""
