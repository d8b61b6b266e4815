"""Tests of reading the trail."""
