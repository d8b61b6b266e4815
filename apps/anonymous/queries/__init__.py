"""What the anonymous pages look up."""
