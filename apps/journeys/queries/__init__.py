"""What reads patients and studies."""
