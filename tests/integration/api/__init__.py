"""The API as other systems use it."""
