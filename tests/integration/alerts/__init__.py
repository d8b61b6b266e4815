"""Integration tests of the alerts app."""
