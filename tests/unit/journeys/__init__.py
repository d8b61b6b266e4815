"""Unit tests of the journeys app."""
