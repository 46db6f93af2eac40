"""Reports: results as one document, set as HTML and as PDF from the same content.

content.py    what a report consists of, in order; findings.py, future.py, settings.py make its parts
html.py       the content as one file that asks for nothing outside itself
pdf.py        the same content as PDF, set by Typst
"""
