"""Unit tests of the alerts app."""
