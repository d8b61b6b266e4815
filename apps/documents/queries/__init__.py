"""What can be read of documents, scoped to an actor."""
