"""Who am I, where do I work, and whom can I choose."""
