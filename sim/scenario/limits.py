"""Limits of what may be asked for, each declared once; nothing is imported, so that commands can name them at once."""

LARGEST_SEED = 2**63 - 1
MOST_RUNS = 10**12
MOST_THREADS = 1024
