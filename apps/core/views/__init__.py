"""Pages of the foundation itself: the style guide."""
