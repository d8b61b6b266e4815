"""What the pages of meetings ask for, one module per page."""
