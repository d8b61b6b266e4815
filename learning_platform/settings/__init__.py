"""One profile per module: local, test and production, all on top of base."""
