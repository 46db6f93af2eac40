"""Tests of what a finished sweep tells, and of its files for other programs."""
