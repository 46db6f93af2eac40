"""A scenario: TOML read, checked and merged into one value; every parameter is declared here.

parameters.py  uncertainties, levers and structure; entities.py what an actor, a forum, a domain or an event may have
loading.py     a file and all that it extends, laid on top of each other; reuse.py lays in defaults and ladders
scenario.py    the value; changes.py makes changed copies of it
validation.py  what a single key has wrong (unknown, of another kind, out of range), in one line that errors.py words
checks.py      what no single key can see: references, quorums, dates
"""
