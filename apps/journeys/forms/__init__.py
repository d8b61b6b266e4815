"""Forms of the study pages."""
