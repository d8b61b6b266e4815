"""Meetings for other systems: calendar, agenda, attendance and outcomes."""
