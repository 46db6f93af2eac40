"""Sweeps: plans and designs, points and their warm-up runs, parts that are written once."""
