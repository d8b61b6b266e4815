"""Database migrations of the journeys app."""
