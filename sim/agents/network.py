"""The World as networks: who trusts whom, and how the network hangs together."""

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


def strong_ties(graph: nx.DiGraph, threshold: float = 0.5) -> nx.DiGraph:
    """Return the same actors, joined only where trust reaches the threshold."""
    kept = nx.DiGraph()
    kept.add_nodes_from(graph.nodes(data=True))
    kept.add_edges_from((one, two, data) for one, two, data in graph.edges(data=True) if data["trust"] >= threshold)
    return kept


def network_measures(graph: nx.DiGraph, threshold: float = 0.5) -> dict[str, float | str]:
    """Density, reciprocity, clustering and modularity of strong ties, and who brokers (highest betweenness).

    For one run, or for the mean trust of an ensemble; Wasserman and Faust (1994), Newman (2006).
    """
    ties = strong_ties(graph, threshold)
    mutual = ties.to_undirected()
    communities = nx.community.greedy_modularity_communities(mutual) if mutual.number_of_edges() else [set(mutual)]
    brokers = nx.betweenness_centrality(ties)
    broker = max(sorted(brokers), key=brokers.__getitem__)
    return {
        "density": nx.density(ties),
        "reciprocity": float(nx.overall_reciprocity(ties)) if ties.number_of_edges() else 0.0,
        "clustering": nx.average_clustering(mutual),
        "modularity": float(nx.community.modularity(mutual, communities)) if mutual.number_of_edges() else 0.0,
        "broker": broker if brokers[broker] > 0.0 else "nobody",
        "brokerage": float(brokers[broker]),
    }
