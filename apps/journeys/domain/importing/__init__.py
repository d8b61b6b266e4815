"""Reading studies from image files and from extracts of a radiology information system."""
