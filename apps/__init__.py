"""The apps of the product, one folder each; imports only go down (docs/adr/0002)."""
