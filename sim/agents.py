"""The Mesa lane's agents: governments and donors that hold their own state and behave by the rules of the law.

Subclass them to change a behaviour, or to let somebody else decide:

    class Delegation(Government):
        def decide(self, invitation, terms):
            return ask_the_room(self.name, invitation, terms)

    CooperationModel("baseline", government=Delegation).run()
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.actor import Actor
from sim.effects import Attribute
from sim.law import assistance, attention, convening, drift, events, playing_off, responding, security, stocks
from sim.law.arithmetic import clip, greater
from sim.law.assistance import Purposes
from sim.series import Series
from sim.world import BORDER, CLEAN, JOINT, POLICING, PURPOSES, TRAINING, Giving, Stock

if TYPE_CHECKING:
    from sim.forums import Forum
    from sim.model import CooperationModel


@dataclass(slots=True)
class Gift:
    """What passes from a donor to a government."""

    gift: float = 0.0
    before: float = 0.0  # last month's
    pull: float = 0.0  # of what rivals gave last month
    cut: float = 0.0  # share withheld after scandals
    contribution: float = 0.0  # the donor's part of the government's coercion


class Government(Actor):
    """A government of the region."""

    def __init__(self, model: CooperationModel, number: int) -> None:
        super().__init__(model, number)
        self.rest: list[float] = model.world.governments[:, number].tolist()  # where its stocks settle
        self.dependence: list[float] = model.world.dependence[:, number].tolist()  # on each donor
        self.policing = self.rest[Stock.POLICING]
        self.coercion = self.rest[Stock.COERCION]
        self.border_technology = self.rest[Stock.BORDER_TECHNOLOGY]
        self.collusion = self.rest[Stock.COLLUSION]
        self.suitors: tuple[Donor, Donor] | None = None  # the pair that contests it most
        self.contest = 0.0
        self.earned = 0.0  # what playing off is worth to it

    def interest(self, domain: int) -> float:
        """The stake, dulled by collusion where the domain is corruptible."""
        corruptible = self.model.domains[domain].corruptible
        return convening.interest(super().interest(domain), corruptible, self.collusion, self.model.law.dulling)

    def freedom(self) -> float:
        """Freedom of manoeuvre is dearer where playing off pays."""
        return responding.manoeuvre(self.attribute(Attribute.AUTONOMY), self.earned, 0.0)

    def weakness(self) -> float:
        """Collusive officials are tempted more."""
        return self.collusion

    def costs(self, forum: Forum) -> tuple[float, float, float]:
        """Pressure: a patron outside the forum who is its sponsor's rival."""
        strongest = 0.0
        if isinstance(forum.sponsor, Donor):
            for donor, dependence in zip(self.model.donors, self.dependence, strict=True):
                if donor not in forum.members:
                    felt = dependence * donor.rivalry[forum.sponsor.place]
                    strongest = greater(felt, strongest)
        return 0.0, responding.friction(strongest, self.model.law.pressure, forum.row.neutrality), 0.0

    def look_for_suitors(self) -> None:
        """Find the pair of donors that contests it most."""
        self.contest, self.suitors = 0.0, None
        for one in self.model.donors:
            for two in self.model.donors[one.place + 1 :]:
                gift, other = one.gifts[self.number].gift, two.gifts[self.number].gift
                contest = playing_off.contest(one.rivalry[two.place], gift, other)
                if contest > self.contest:
                    self.contest, self.suitors = contest, (one, two)

    def play_off(self) -> None:
        """Perhaps bid the two against each other."""
        law = self.model.law
        self.earned = playing_off.earnings(self.contest, law.contest_scale, law.play_off)
        draw = self.model.draw(self.model.world.play_off[self.number])
        if self.suitors is None or not playing_off.plays_off(self.attribute(Attribute.AUTONOMY), self.earned, draw):
            return
        self.model.count(Series.PLAYED_OFF)
        for donor in self.suitors:
            passing = donor.gifts[self.number]
            passing.gift = playing_off.bid_up(passing.gift, law.premium)
        one, two = self.suitors
        one.be_rival(two, playing_off.inflamed(one.rivalry[two.place], law.heat))

    def build(self) -> None:
        """What its forces and offices become through the month's gifts."""
        law, rest, model = self.model.law, self.rest, self.model
        given, police, border, clean, coercive = 0.0, 0.0, 0.0, 0.0, 0.0
        for donor in model.donors:
            passing, spent = donor.gifts[self.number], donor.spent
            effect = law.coercion_gain * stocks.coercive(passing.gift, spent, law.misuse)
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

    def be_hit(self, stock: str, blow: float) -> None:
        """One of its stocks is hit by an event."""
        hit = events.jolted(getattr(self, stock), blow)
        setattr(self, stock, clip(hit, self.rest[Stock.FLOOR], 1.0) if stock == "collusion" else hit)

    def interdiction(self) -> float:
        """The share of the flow through the country that is stopped."""
        law = self.model.law
        honest = security.honest_power(self.collusion, law.wastefulness)
        return security.interdiction(
            security.missed(law.policing_effect, self.policing, honest),
            security.missed(law.border_effect, self.border_technology, honest),
            security.missed(law.cooperation_effect, self.cooperation(), honest),
        )

    def cooperation(self) -> float:
        """The highest standing against the flow among its forums, as a share of the ladder."""
        highest = 0.0
        for domain, field in enumerate(self.model.domains):
            if field.against_flow:
                for forum in self.model.forums:
                    if self in forum.members and forum.agenda[domain].rate > 0.0:
                        share = forum.ladders[domain].standing / field.rungs
                        highest = greater(share, highest)
        return highest

    def live_through_month(self) -> None:
        """A crisis may come, and harm civilians."""
        law = self.model.law
        instability = self.attribute(Attribute.INSTABILITY)
        hazard = security.crisis_hazard(
            law.crisis_base, instability, self.coercion, self.policing, law.coercion_unrest, law.policing_calm
        )
        if self.model.draw(self.model.world.crisis[self.number]) < hazard:
            harm = security.harm(self.coercion)
            self.model.count(Series.CRISES)
            self.model.count(Series.HARM, harm)
            self.model.note(f"{self.name}: a crisis; forces harm civilians (harm {harm:.2f})")
            for donor in self.model.donors:
                donor.face_harm(self, harm)


class Donor(Actor):
    """An outside power, or a neutral body, that gives assistance."""

    def __init__(self, model: CooperationModel, number: int) -> None:
        super().__init__(model, number)
        self.place = number - len(model.names.governments)  # among donors
        self.begun: list[float] = model.world.donors[:, self.place].tolist()  # how it was at the start
        self.attention = self.begun[Giving.ATTENTION]
        self.mix = self.begun[Giving.MIX : Giving.SPENT]
        self.spent = Purposes(*[0.0] * PURPOSES)
        self.usual_rivalry: list[float] = model.world.usual_rivalry[self.place].tolist()
        self.rivalry = list(self.usual_rivalry)  # Z toward each donor
        self.calm = [1.0] * len(model.names.donors)  # what this month's joint successes leave of it
        self.priority: list[float] = model.world.priority[self.place, : len(model.names.governments)].tolist()
        self.gifts = [Gift() for _ in self.priority]  # to each government

    def drive(self, domain: int) -> float:
        """A donor moves a forum only as far as it is attentive."""
        return self.interest(domain) * self.attention

    def freedom(self) -> float:
        """Influence of its own is worth less to a donor that gives jointly."""
        return responding.manoeuvre(self.attribute(Attribute.AUTONOMY), 0.0, self.mix[JOINT])

    def costs(self, forum: Forum) -> tuple[float, float, float]:
        """Rivalry with whoever else sits there, and the influence that giving jointly costs."""
        strongest = 0.0
        for other in forum.donors:
            rivalry = self.rivalry[other.place]
            strongest = greater(rivalry, strongest)
        law = self.model.law
        rivalry = responding.friction(strongest, law.rival_aversion, forum.row.neutrality)
        return rivalry, 0.0, responding.influence_cost(self.mix[JOINT], law.influence)

    def be_rival(self, other: Donor, rivalry: float) -> None:
        """Set the rivalry between two donors."""
        self.rivalry[other.place] = other.rivalry[self.place] = rivalry

    def attend_and_reform(self) -> None:
        """Attention moves toward its target, and with it the mix toward the levers."""
        law = self.model.law
        target = attention.sustained(self.attribute(Attribute.ATTENTION_TARGET), law.attention_floor)
        self.attention = attention.approached(self.attention, target, self.begun[Giving.PACE])
        for part, lever in enumerate(law.levers):
            if lever >= 0.0:
                self.mix[part] = attention.reformed(self.mix[part], lever, law.reform, self.attention)

    def look_at_rivals(self) -> None:
        """What it saw its rivals give last month."""
        for government in range(len(self.gifts)):
            pull = 0.0
            for rival in self.model.donors:
                pull += self.rivalry[rival.place] * rival.gifts[government].before
            self.gifts[government].pull = pull

    def give(self) -> None:
        """Plan, match rivals, withhold what scandals cut."""
        budget, law = self.attribute(Attribute.BUDGET), self.model.law
        self.model.count(Series.GIVEN_JOINTLY, self.joint_money())
        for government, passing in enumerate(self.gifts):
            plan = assistance.planned(budget, self.attention, self.mix[JOINT], self.priority[government])
            passing.gift = assistance.withheld(assistance.matched(plan, passing.pull, law.matching), passing.cut)
        self.spent = assistance.purposes(self.mix[TRAINING], self.mix[POLICING], self.mix[BORDER], self.mix[CLEAN])

    def joint_money(self) -> float:
        """What it gives through common forums."""
        return assistance.joint_money(self.attribute(Attribute.BUDGET), self.attention, self.mix[JOINT])

    def seat_money(self) -> float:
        """The joint money that it brings to each of its forums."""
        return self.joint_money() / self.begun[Giving.SEATS]

    def attention_left(self) -> float:
        """How much of its attention at the start is left."""
        return drift.attention_left(self.attention, self.begun[Giving.ATTENTION])

    def settle_rivalries(self) -> None:
        """Rivalry with donors after it in order moves toward rest; joint successes take off some more."""
        law = self.model.law
        for other in self.model.donors[self.place + 1 :]:
            usual = self.usual_rivalry[other.place]
            resting = drift.resting_rivalry(usual, self.attention_left(), other.attention_left(), law.calm)
            settled = attention.approached(self.rivalry[other.place], resting, law.rivalry_pace)
            self.be_rival(other, settled * self.calm[other.place])
            self.calm[other.place] = 1.0

    def forgive(self) -> None:
        """Scandals fade."""
        for passing in self.gifts:
            passing.cut = drift.faded(passing.cut, self.model.law.scandal_retention)

    def face_harm(self, government: Government, harm: float) -> None:
        """Forces that it armed or trained harmed civilians; it may be embarrassed."""
        model, passing = self.model, self.gifts[government.number]
        model.count(Series.WASTED, passing.gift * self.spent.arms * harm)
        chance = security.scandal_chance(passing.contribution, government.coercion)
        if model.draw(model.scandal_question(government, self)) < chance:
            model.count(Series.SCANDALS)
            model.note(f"{self.name}: embarrassed by its assistance to {government.name}, and cuts it")
            passing.cut = security.scandal_cut(passing.cut, self.attribute(Attribute.SENSITIVITY))
            for domain in range(len(model.domains)):
                self.evidence[domain][government.number].broken += model.law.scandal_evidence
                government.evidence[domain][self.number].broken += model.law.scandal_evidence
