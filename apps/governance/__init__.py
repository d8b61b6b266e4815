"""The governance record: candour, the incident system, and the harm scales, apart from everything else."""
