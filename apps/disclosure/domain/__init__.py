"""The rules of what may leave."""
