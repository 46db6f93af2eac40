"""Governments: the Mesa lane's agents that weigh invitations, play donors off and police their countries.

Subclass them to change a behaviour, or to let somebody else decide:

    class Delegation(Government):
        def decide(self, invitation, terms):
            return ask_the_room(self.name, invitation, terms)

    CooperationModel("baseline", government=Delegation).run()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustladder.sim.agents.actor import Actor
from trustladder.sim.agents.donor import Donor
from trustladder.sim.agents.notes import of_crisis
from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.tables import Stock
from trustladder.sim.law import (
    attention,
    conduct,
    convening,
    drift,
    events,
    playing_off,
    responding,
    security,
    stocks,
)
from trustladder.sim.law.arithmetic import clip, maximum
from trustladder.sim.month.log import CRISIS
from trustladder.sim.scenario.effects import Attribute

if TYPE_CHECKING:
    from trustladder.sim.agents.forum import Forum
    from trustladder.sim.agents.model import CooperationModel


class Government(Actor):
    """A government of the region: it answers invitations, plays donors off, and polices its country.

    Override `decide(invitation, terms) -> bool` to answer invitations otherwise, or `weigh(invitation) -> Terms`,
    `play_off()`, `keeps_word(seat, weight) -> bool` to change a part; pass the subclass to CooperationModel, `run` or
    `sweep`.

    Parameters
    ----------
    model
        The model that it lives in.
    number
        Its number among all actors, governments first.

    Attributes
    ----------
    name
        Its id, such as "UZB".
    policing, coercion, border_technology, collusion
        Stocks in 0..1: quality of policing, ability of internal forces to harm civilians, detection equipment at
        borders, and share of smuggling that officials sanction.
    dependence
        On each donor, in 0..1, in the order of `model.donors`.
    evidence
        What it knows of others: one dict by actor number for each domain.
    """

    def __init__(self, model: CooperationModel, number: int) -> None:
        super().__init__(model, number)
        self.rest: list[float] = model.tables.governments[:, number].tolist()  # where its stocks settle
        self.dependence: list[float] = model.tables.dependence[:, number].tolist()  # on each donor
        self.policing = self.rest[Stock.POLICING]
        self.coercion = self.rest[Stock.COERCION]
        self.border_technology = self.rest[Stock.BORDER_TECHNOLOGY]
        self.collusion = self.rest[Stock.COLLUSION]
        self.unrest = 0.0  # instability that harm has left
        self.competing_donors: tuple[Donor, Donor] | None = None  # the pair that contests it most
        self.contest = 0.0
        self.earned = 0.0  # what playing off is worth to it

    def interest(self, domain: int) -> float:
        """Return the stake, dulled by collusion where the domain is corruptible."""
        corruptible = self.model.domains[domain].corruptible
        return convening.interest(super().interest(domain), corruptible, self.collusion, self.model.law.dulling)

    def autonomy_value(self) -> float:
        """Freedom of manoeuvre is dearer where playing off pays."""
        return responding.autonomy_value(self.attribute(Attribute.AUTONOMY), self.earned, 0.0)

    def susceptibility(self, domain: int) -> float:
        """Collusive officials are tempted more, where a domain is corruptible."""
        corruptible = self.model.domains[domain].corruptible
        return conduct.susceptibility(corruptible, self.collusion, self.model.law.temptation_collusion)

    def participation_costs(self, forum: Forum) -> responding.SeatCosts:
        """Pressure: a patron outside the forum who is its sponsor's rival."""
        strongest = 0.0
        if isinstance(forum.sponsor, Donor):
            for donor, dependence in zip(self.model.donors, self.dependence, strict=True):
                if donor not in forum.members:
                    felt = dependence * donor.rivalry[forum.sponsor.place]
                    strongest = maximum(felt, strongest)
        pressure = responding.friction(strongest, self.model.law.pressure, forum.row.neutrality)
        return responding.NO_COSTS._replace(pressure=pressure)

    def find_competing_donors(self) -> None:
        """Find the pair of donors that contests it most."""
        self.contest, self.competing_donors = 0.0, None
        for one in self.model.donors:
            for two in self.model.donors[one.place + 1 :]:
                gift, other = one.gifts[self.number].gift, two.gifts[self.number].gift
                contest = playing_off.contest(one.rivalry[two.place], gift, other)
                if contest > self.contest:
                    self.contest, self.competing_donors = contest, (one, two)

    def play_off(self) -> None:
        """Perhaps bid the two against each other."""
        law = self.model.law
        self.earned = playing_off.earnings(self.contest, law.contest_scale, law.play_off)
        draw = self.model.draw(self.model.tables.play_off[self.number])
        if self.competing_donors is None or not playing_off.plays_off(
            self.attribute(Attribute.AUTONOMY), self.earned, draw
        ):
            return
        self.model.count(Series.PLAYED_OFF)
        for donor in self.competing_donors:
            passing = donor.gifts[self.number]
            passing.gift = playing_off.bid_up(passing.gift, law.premium)
        one, two = self.competing_donors
        one.be_rival(two, playing_off.inflamed(one.rivalry[two.place], law.heat))

    def build(self) -> None:
        """Update the stocks of forces and offices by the month's gifts."""
        law, rest, model = self.model.law, self.rest, self.model
        given, police, border, clean, coercive = 0.0, 0.0, 0.0, 0.0, 0.0
        for donor in model.donors:
            passing, spent = donor.gifts[self.number], donor.spent
            coerces = stocks.coercive(passing.gift, spent, law.misuse, law.special_weight, law.arms_weight)
            effect = law.coercion_gain * coerces
            given += passing.gift
            police += passing.gift * spent.police
            border += passing.gift * spent.border
            clean += passing.gift * spent.clean
            coercive += effect
            left = attention.approached(passing.contribution, 0.0, law.stock_pace)
            passing.contribution = left + effect * (1.0 - self.coercion)
        model.count(Series.GIVEN, given)
        pace = law.stock_pace
        self.policing = stocks.raised(
            attention.approached(self.policing, rest[Stock.POLICING], pace), law.policing_gain * police
        )
        self.coercion = stocks.raised(attention.approached(self.coercion, rest[Stock.COERCION], pace), coercive)
        equipped = attention.approached(self.border_technology, rest[Stock.BORDER_TECHNOLOGY], pace)
        self.border_technology = stocks.raised(equipped, law.border_gain * border)
        rents = stocks.rents(self.attribute(Attribute.TRANSIT), model.supply)
        corrupted = stocks.raised(
            attention.approached(self.collusion, rest[Stock.COLLUSION], pace), law.rent_pull * rents
        )
        self.collusion = stocks.cleaned(corrupted, rest[Stock.FLOOR], law.cleaning * clean)
        model.count(Series.WASTED, border * self.collusion)

    def be_hit(self, stock: str, amount: float) -> None:
        """Apply a shock to one of its stocks."""
        hit = events.jolted(getattr(self, stock), amount)
        setattr(self, stock, clip(hit, self.rest[Stock.FLOOR], 1.0) if stock == "collusion" else hit)

    def interdiction(self) -> float:
        """Return the share of the flow through the country that is stopped."""
        law = self.model.law
        honest = security.honest_power(self.collusion, law.wastefulness)
        return security.interdiction(
            security.missed(law.policing_effect, self.policing, honest),
            security.missed(law.border_effect, self.border_technology, honest),
            security.missed(law.cooperation_effect, self.cooperation(), honest),
        )

    def cooperation(self) -> float:
        """Return the highest standing against the flow among its forums, as a share of the ladder."""
        highest = 0.0
        for domain, field in enumerate(self.model.domains):
            if field.against_flow:
                for forum in self.model.forums:
                    if self in forum.members and forum.agenda[domain].rate > 0.0:
                        share = forum.ladders[domain].standing / field.rungs
                        highest = maximum(share, highest)
        return highest

    def live_through_month(self) -> None:
        """Draw whether a crisis comes, and count the harm to civilians."""
        law = self.model.law
        instability = security.instability(self.attribute(Attribute.INSTABILITY), self.unrest)
        self.unrest = drift.faded(self.unrest, law.unrest_retention)
        hazard = security.crisis_hazard(
            law.crisis_base, instability, self.coercion, self.policing, law.coercion_unrest, law.policing_calm
        )
        if self.model.draw(self.model.tables.crisis[self.number]) < hazard:
            harm = security.harm(self.coercion, self.policing, law.restraint)
            self.model.count(Series.CRISES)
            self.model.count(Series.HARM, harm)
            self.unrest += law.unrest_gain * harm
            self.model.note(of_crisis(self.name, harm), CRISIS, self.number, -1, 0, 0, harm=harm)
            for donor in self.model.donors:
                donor.face_harm(self, harm)
