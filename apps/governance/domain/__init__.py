"""What is recorded for governance, and what follows from it; nothing outside this app reads it."""
