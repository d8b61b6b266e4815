"""What the documents app can do: ask for, render, withdraw and verify documents."""
