"""What the case pages show, made from records already loaded."""
