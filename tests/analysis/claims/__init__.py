"""Tests of the brief's claims as experiments."""
