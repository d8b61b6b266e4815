"""Learning, through the database and the pages."""
