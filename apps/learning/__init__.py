"""Learning points, approval and publication."""
