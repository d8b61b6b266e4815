"""Imaging studies for other systems."""
