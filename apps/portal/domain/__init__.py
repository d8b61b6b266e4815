"""Checks over the whole product."""
