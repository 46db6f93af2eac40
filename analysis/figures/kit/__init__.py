"""What figures share.

source.py      what figures are drawn of: data.py a result, swept.py a sweep, fitted.py a fit, claimed.py claims
labels.py      names of metrics and parameters
style.py       sizes, colours and fonts; bars.py rows of bars; curves.py curves in steps
notice.py      what takes the place of a figure with nothing to show
publish.py     the files of a figure; provenance.py what they say about where they come from
"""
