"""Reads of learning summaries and of what they are made from."""
