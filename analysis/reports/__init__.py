"""Reports: results as one document, written as HTML and as PDF from the same content.

content.py    the sections in order; findings.py, future.py, settings.py make their parts
html.py       the document as one self-contained file
pdf.py        the document as PDF, set by Typst
"""
