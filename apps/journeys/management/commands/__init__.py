"""The two imports and the key rotation."""
