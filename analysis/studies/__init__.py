"""What a finished sweep tells: which factors matter, where cooperation opens, and files for other programs."""
