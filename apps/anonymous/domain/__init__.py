"""What the anonymous pages do; each write is by nobody and dated by its day."""
