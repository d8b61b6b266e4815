"""The anonymous pages, and the page on which a signed-in person claims a contribution."""
