"""What the pages of accounts show: words and tags for roles, tokens and looks."""
