"""Logging a case without a name, the thread with the chair through a key, and the yearly contribution."""
