"""What waits for one person: each function gives the rows in the order in which they should be done."""
