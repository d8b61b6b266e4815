"""Every change of meaning to a meeting: one keyword-only function each, in one transaction."""
