"""What changes patients and studies."""
