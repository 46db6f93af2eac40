"""Run the command line: `python -m trustladder`."""

from trustladder.analysis.cli import main

main()
