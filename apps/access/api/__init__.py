"""What the API views of every app share: reading input, pages of a list, and their description."""
