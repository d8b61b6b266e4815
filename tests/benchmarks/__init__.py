"""Measures the goals for speed as ratios, side by side in one run; nothing here is a timed test."""
