"""What is done with alerts: raising, answering, recording, escalating and the sweep."""
