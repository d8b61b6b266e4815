"""Reads of cases; each takes the actor and is scoped by it."""
