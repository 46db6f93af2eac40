"""Trust as a network: who trusts whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from trustladder.sim.scenario.errors import unknown, whole_number

if TYPE_CHECKING:
    from trustladder.sim.agents.model import CooperationModel


def trust_graph(model: CooperationModel, month: int, domain: str | None) -> nx.DiGraph:
    """Return trust in a month since the start (negative: from the end), in a domain or as mean over all.

    Edges run from who trusts to whom; `trust`, and `weight` by which networkx's algorithms go, are 0..1. Graph and
    edges hold month and domain ("all" for the mean), so that `networkx.write_gexf` keeps them. Raises InputError for a
    month or a domain that there is not.
    """
    names, lived = model.names, len(model.trust_by_month)
    asked = whole_number("month", month, -lived, lived - 1) % lived
    trust = model.trust_by_month[asked]
    if domain is not None and domain not in names.domains:
        raise unknown("domain", str(domain), names.domains, "domain")
    matrix = trust.mean(axis=0) if domain is None else trust[names.domains.index(domain)]
    when = {"month": asked, "domain": domain or "all"}
    graph = nx.DiGraph(**when)
    for name in names.actors:
        kind = "government" if name in names.governments else "donor"
        graph.add_node(name, kind=kind, label=model.scenario.actors[name].name)
    for observed, subject in enumerate(names.actors):
        for observer, who in enumerate(names.actors):
            if observed != observer:
                value = float(matrix[observed, observer])
                graph.add_edge(who, subject, trust=value, weight=value, **when)
    return graph
