"""Reads the trail: timeline, differences and who looked."""
