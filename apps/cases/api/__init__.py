"""Cases for other systems: the same domain functions as the pages, and the same words of refusal."""
