"""Words and buttons of the learning pages."""
