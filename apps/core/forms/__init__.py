"""Forms of the whole product: one renderer, one base class, and fields that refuse what cannot be kept."""
