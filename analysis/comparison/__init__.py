"""Comparison under the same luck: scenarios in pairs, policies over worlds, the two standing tables."""
