"""Renders, keeps, verifies and withdraws PDF documents."""
