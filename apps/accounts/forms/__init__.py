"""The forms of accounts, one module per page."""
