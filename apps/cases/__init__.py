"""The case: what was missed, its readers, opinions and lifecycle."""
