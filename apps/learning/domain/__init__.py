"""Writing, approving and publishing the learning."""
