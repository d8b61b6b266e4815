"""Pages of alerts, their settings, and the page behind a one-time link."""
