"""Words of the governance pages."""
