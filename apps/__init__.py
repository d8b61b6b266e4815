"""The apps of the product, one folder each; imports only go down (docs/adr/0002)."""
"""The applications: each is one room of the product, importing downwards only."""
