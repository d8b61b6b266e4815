"""The pages on which learning is written, approved and published."""
