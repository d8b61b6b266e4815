"""Integration tests of the journeys app."""
