"""Reports: results, or a sweep, as one document, written in several formats from the same content.

content.py    the report of results: two pages and an annex, whose parts findings.py, side_by_side.py, settings.py and
              future.py make
swept.py      the report of a sweep
html.py       the document as one self-contained file
pdf.py        the document as PDF, set by Typst
word.py       the document as Word reads it; slides.py as slides; workbook.py its numbers
writers.py    which of these are asked for, and into which files
"""
