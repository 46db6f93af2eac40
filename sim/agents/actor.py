"""What governments and donors of the Mesa lane have in common: attributes, evidence about others, answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa

from trustladder.sim.law import conduct, convening, drift, events, learning, responding
from trustladder.sim.law.arithmetic import minimum
from trustladder.sim.law.responding import SeatCosts, Terms
from trustladder.sim.scenario.effects import Attribute

if TYPE_CHECKING:
    from trustladder.sim.agents.forum import Forum
    from trustladder.sim.agents.meeting import Invitation, Meeting, Seat
    from trustladder.sim.agents.model import CooperationModel


@dataclass(slots=True)
class Evidence:
    """What an actor knows of another in one domain.

    Words kept (r) and breaches found (s), both in units of the first month, and the trust they justify (T).
    """

    kept: float
    broken: float
    prior: float
    prior_odds: float
    trust: float = 0.0


class Actor(mesa.Agent):  # type: ignore[misc]
    """What governments and donors have in common: attributes, evidence about others, and answers to invitations."""

    def __init__(self, model: CooperationModel, number: int) -> None:
        super().__init__(model)
        self.model: CooperationModel
        self.number = number
        self.name: str = model.names.actors[number]
        self.attributes: list[float] = model.tables.attributes[:, number].tolist()
        self.load = 0.0  # meetings a month that it attended lately
        self.attended = 0  # this month
        self.evidence: list[dict[int, Evidence]] = [{} for _ in model.names.domains]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    def attribute(self, which: Attribute) -> float:
        """Return an attribute as it is now."""
        return self.attributes[which]

    def interest(self, domain: int) -> float:
        """I: the stake in a domain, as far as it is felt."""
        return convening.concern(self.attributes[Attribute.INTEREST + domain], self.model.alarm(domain))

    def drive(self, domain: int) -> float:
        """How much the interest moves a forum to meet."""
        return self.interest(domain)

    def autonomy_value(self) -> float:
        """kappa: the value of freedom of manoeuvre this month."""
        raise NotImplementedError

    # --- believing ---

    def trust(self, other: Actor, domain: int) -> float:
        """T in 0..1: trust in another actor, as it was when the month's meetings began."""
        return self.evidence[domain][other.number].trust

    def update_trust(self) -> None:
        """Work out trust in everybody from the evidence so far."""
        kind, memory = self.model.law.trust_rule, self.model.memory
        for domain in self.evidence:
            for known in domain.values():
                kept, broken = drift.now(known.kept, memory), drift.now(known.broken, memory)
                known.trust = learning.trust(kind, kept, broken, known.prior, known.prior_odds)

    def belief(self, guests: list[Actor], domain: int) -> float:
        """p: the belief that the others invited will keep their word."""
        total, least = 0.0, 1.0
        for other in guests:
            if other is not self:
                trust = self.trust(other, domain)
                total += trust
                least = minimum(trust, least)
        return responding.belief(total / (len(guests) - 1), least, self.model.law.omega)

    def ease(self) -> None:
        """Let the load of meetings ease, and count those of the month."""
        self.load = drift.loaded(self.load, float(self.attended), self.model.law.load_retention)
        self.attended = 0

    def void(self, other: Actor, reset: float) -> None:
        """Part of the evidence about another is void, since leaders have changed."""
        for domain in self.evidence:
            known = domain[other.number]
            known.kept = events.remembered(known.kept, reset)
            known.broken = events.remembered(known.broken, reset)

    # --- answering ---

    def participation_costs(self, forum: Forum) -> SeatCosts:
        """Return what sitting in a forum costs, whatever it does; its load of meetings costs every actor alike."""
        raise NotImplementedError

    def weigh(self, invitation: Invitation) -> Terms:
        """Return the terms of an invitation."""
        law, rung, forum = self.model.law, invitation.rung, invitation.forum
        field = self.model.domains[invitation.domain]
        spared = responding.spared(law.host_comfort, forum.row.neutrality, rung.seminar and forum.row.hosted)
        exposed = responding.exposedness(field.sensitive, self.attribute(Attribute.SECRECY), spared)
        asset = forum.seat(self, invitation.domain).asset
        seat = self.participation_costs(forum)._replace(load=law.load_cost * self.load)
        return responding.terms(
            self.belief(forum.members, invitation.domain),
            responding.full_gain(rung.benefit, self.interest(invitation.domain), law.asset_benefit, asset),
            responding.full_risk(rung.exposure, exposed, law.asset_exposure, asset),
            rung.intrusion * self.autonomy_value(),
            seat,
            invitation.offer,
        )

    def decide(self, invitation: Invitation, terms: Terms) -> bool:
        """Whether to come: a quantal response with the luck of this question. Override to let somebody else decide."""
        law = self.model.law
        chance = responding.acceptance(law.response_rule, responding.worth(terms), law.precision)
        return self.model.draw(invitation.forum.seat(self, invitation.domain).attend) < chance

    # --- acting and learning ---

    def susceptibility(self, domain: int) -> float:
        """Return how far temptation gets hold of it in a domain."""
        return 1.0

    def keeps_word(self, seat: Seat, weight: float) -> bool:
        """Whether it keeps its commitment in an activity of this evidence weight."""
        temptation = self.attribute(Attribute.TEMPTATION)
        return conduct.keeps_word(temptation, weight, self.susceptibility(seat.domain), self.model.draw(seat.keep))

    def resent(self, proposer: Actor, domain: int, exposure: float) -> None:
        """Trust a proposer less who asked for far too much: an activity of this exposure."""
        law, known = self.model.law, self.evidence[domain][proposer.number]
        weight = drift.at_start(law.evidence_weight * law.backlash * exposure, self.model.memory)
        known.broken += learning.backlash_evidence(law, known.trust, weight)

    def update_evidence(self, meeting: Meeting, subject: Actor, caught: bool, weight: float) -> None:
        """Learn from what a member did, with a weight in units of the first month.

        It counts in other domains as far as evidence transfers.
        """
        law, trust = self.model.law, self.trust(subject, meeting.domain)
        if caught:
            lesson = learning.breach_evidence(law, trust, weight)
        else:
            openness = learning.openness(trust, meeting.rung_number, law.ceiling, law.ceiling_start)
            lesson = learning.kept_evidence(law, trust, weight) * openness
        for domain, evidence in enumerate(self.evidence):
            known = evidence[subject.number]
            if caught:
                known.broken += self.model.transfer[meeting.domain][domain] * lesson
            else:
                known.kept += self.model.transfer[meeting.domain][domain] * lesson
