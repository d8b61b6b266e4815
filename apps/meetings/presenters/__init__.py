"""What the pages of meetings show: words, tags and buttons, from data that was already loaded."""
