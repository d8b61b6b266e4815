"""Rules of the governance record, without a database."""
