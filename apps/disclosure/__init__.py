"""What may leave: the identifier screen and small-number suppression."""
