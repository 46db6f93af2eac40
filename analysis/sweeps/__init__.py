"""Sweeps: plans and designs, points and their pasts, parts that are written once."""
