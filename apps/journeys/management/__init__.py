"""Management commands of the journeys app."""
