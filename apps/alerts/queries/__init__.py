"""Reads: who sees which alerts, the worklist, and what is due."""
