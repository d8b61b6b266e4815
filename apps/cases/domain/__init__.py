"""Every change of meaning to a case: one keyword-only function each, in one transaction."""
