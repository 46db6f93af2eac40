"""Approved pictures of every figure, drawn of made-up results, so that no change of the law changes them.

To approve new ones: `python -m tests.analysis.figures`, then look at `git diff` and at each picture before committing.
"""
