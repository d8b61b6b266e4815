"""Learning: its table, without a database."""
