"""Fail-safe alerts: a safety net that stays open until somebody has read the report and acted on it."""
