"""Tests of the law, page by page."""
