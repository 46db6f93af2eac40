"""Trust as a network: who trusts whom."""

import networkx as nx

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.scenario import Scenario


def trust_graph(names: Index, scenario: Scenario, trust: Floats) -> nx.DiGraph:
    """Return a directed graph of trust; `trust` [observed, observer].

    Edges run from who trusts to whom, weighted 0..1.
    """
    graph = nx.DiGraph()
    for name in names.actors:
        kind = "government" if name in names.governments else "donor"
        graph.add_node(name, kind=kind, label=scenario.actors[name].name)
    for observed, subject in enumerate(names.actors):
        for observer, who in enumerate(names.actors):
            if observed != observer:
                graph.add_edge(who, subject, trust=float(trust[observed, observer]))
    return graph
