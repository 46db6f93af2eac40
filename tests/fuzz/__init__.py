"""Random whole worlds on both lanes, and mutated files on the commands that read them: `python -m tests.fuzz --help`.

worlds.py    draws a world with its past, as a tree that `Scenario.from_tree` reads
entries.py   its actors, forums, domains and events
kinds.py     what kinds of worlds there are, to be counted
holds.py     what must hold of every world
shrinking.py makes a world that fails smaller
worker.py    tries worlds in a process of its own, which may die
files.py     mutated scenario files, plans and manifests (manifests.py), and what must hold of how a command ends
commands.py  a process that runs one command after another
"""
