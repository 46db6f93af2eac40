"""Tests of the record and of what it shows."""
