"""Tests of the demonstration data that need a database."""
