"""Random whole worlds on both lanes: `python -m tests.fuzz --help`.

worlds.py    draws a world with its past, as a tree that `Scenario.from_tree` reads
entries.py   its actors, forums, domains and events
holds.py     what must hold of every world
shrinking.py makes a world that fails smaller
worker.py    tries worlds in a process of its own, which may die
"""
