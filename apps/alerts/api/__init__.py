"""The API's door to alerts."""
