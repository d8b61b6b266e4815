"""Reads of meetings; each takes the actor and is scoped by it."""
