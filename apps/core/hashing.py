"""Hashes of secrets that are random already, so that a fast hash is enough."""

import hashlib


def token_hash(token: str) -> str:
    """What is kept of a token with at least 128 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
