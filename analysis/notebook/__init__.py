"""What Python calls return in a notebook: each shows its finding, a table and a figure, and long work shows a bar.

shown.py        the bar, and blocks as HTML
runs.py         `run`
comparisons.py  `compare`
studies.py      `sweep` and `sensitivity`
"""
