"""Learning summaries for other systems, and publishing them as documents."""
