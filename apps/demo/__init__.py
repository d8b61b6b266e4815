"""Synthetic demonstration data; never installed in production."""
