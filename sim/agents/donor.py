"""Donors: the Mesa lane's agents that plan, match and give assistance, and watch their rivals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trustladder.sim.agents.actor import Actor
from trustladder.sim.agents.notes import of_scandal
from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.tables import BORDER, CLEAN, JOINT, POLICING, PURPOSES, TRAINING, DonorColumn, Floats
from trustladder.sim.law import (
    assistance,
    attention,
    drift,
    responding,
    security,
)
from trustladder.sim.law.arithmetic import maximum
from trustladder.sim.law.assistance import Purposes
from trustladder.sim.month.log import SCANDAL
from trustladder.sim.scenario.effects import Attribute

if TYPE_CHECKING:
    from trustladder.sim.agents.forum import Forum
    from trustladder.sim.agents.government import Government
    from trustladder.sim.agents.model import CooperationModel


@dataclass(slots=True)
class Gift:
    """What passes from a donor to a government."""

    gift: float = 0.0
    before: float = 0.0  # last month's
    pull: float = 0.0  # of what rivals gave last month
    cut: float = 0.0  # share withheld after scandals
    contribution: float = 0.0  # the donor's part of the government's coercion


class Donor(Actor):
    """An outside power, or a neutral body, that gives assistance, answers invitations, and watches its rivals.

    Override `decide(invitation, terms) -> bool` to answer invitations otherwise, or `give()` to change what it gives;
    pass the subclass to CooperationModel, `run` or `sweep`.

    Parameters
    ----------
    model
        The model that it lives in.
    number
        Its number among all actors, governments first.

    Attributes
    ----------
    name, place
        Its id, such as "USA", and its number among donors.
    attention
        In 0..1: the share of its budget that it gives.
    mix
        Shares of its assistance in 0..1: training, policing, border technology, joint, anti-corruption.
    rivalry
        Toward each donor, in 0..1, in the order of `model.donors`.
    gifts
        One Gift for each government: money in monthly budgets of the largest donor.
    evidence
        What it knows of others: one dict by actor number for each domain.
    """

    def __init__(self, model: CooperationModel, number: int) -> None:
        super().__init__(model, number)
        self.place = number - len(model.names.governments)  # among donors
        self.at_start: list[float] = model.tables.donors[:, self.place].tolist()  # how it was at the start
        self.attention = self.at_start[DonorColumn.ATTENTION]
        self.mix = self.at_start[DonorColumn.MIX : DonorColumn.SPENT]
        self.spent = Purposes(*[0.0] * PURPOSES)
        self.usual_rivalry: list[float] = model.tables.usual_rivalry[self.place].tolist()
        self.rivalry = list(self.usual_rivalry)  # Z toward each donor
        self.calm = [1.0] * len(model.names.donors)  # what this month's joint successes leave of it
        self.priority: list[float] = model.tables.priority[self.place, : len(model.names.governments)].tolist()
        self.gifts = [Gift() for _ in self.priority]  # to each government

    def drive(self, domain: int) -> float:
        """Return a donor moves a forum only as far as it is attentive."""
        return self.interest(domain) * self.attention

    def autonomy_value(self) -> float:
        """Influence of its own is worth less to a donor that gives jointly."""
        return responding.autonomy_value(self.attribute(Attribute.AUTONOMY), 0.0, self.mix[JOINT])

    def participation_costs(self, forum: Forum) -> responding.SeatCosts:
        """Rivalry with whoever else sits there, and the influence that giving jointly costs."""
        strongest = 0.0
        for other in forum.donors:
            rivalry = self.rivalry[other.place]
            strongest = maximum(rivalry, strongest)
        law = self.model.law
        rivalry = responding.friction(strongest, law.rival_aversion, forum.row.neutrality)
        influence = responding.influence_cost(self.mix[JOINT], law.influence)
        return responding.NO_COSTS._replace(rivalry=rivalry, influence=influence)

    def be_rival(self, other: Donor, rivalry: float) -> None:
        """Set the rivalry between two donors."""
        self.rivalry[other.place] = other.rivalry[self.place] = rivalry

    def attend_and_reform(self) -> None:
        """Attention moves toward its target, and with it the mix toward the levers."""
        law = self.model.law
        target = attention.sustained(self.attribute(Attribute.ATTENTION_TARGET), law.attention_floor)
        self.attention = attention.approached(self.attention, target, self.at_start[DonorColumn.PACE])
        for part, lever in enumerate(law.levers):
            if lever >= 0.0:
                self.mix[part] = attention.reformed(self.mix[part], lever, law.reform, self.attention)

    def observe_rivals(self) -> None:
        """Note what rivals gave each government last month, weighted by rivalry."""
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

    def add_gifts(self, sums: Floats) -> None:
        """Add the month's gifts to sums: one of each government, and in the last place the joint money."""
        for place, gift in enumerate(self.gifts):
            sums[place] += gift.gift
        sums[-1] += self.joint_money()

    def joint_money(self) -> float:
        """Return what it gives through common forums."""
        return assistance.joint_money(self.attribute(Attribute.BUDGET), self.attention, self.mix[JOINT])

    def seat_money(self) -> float:
        """Return the joint money that it brings to each of its forums."""
        return self.joint_money() / float(self.model.tables.seats[self.place])

    def attention_left(self) -> float:
        """How much of its attention at the start is left."""
        return drift.attention_left(self.attention, self.at_start[DonorColumn.ATTENTION])

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

    def train(self) -> None:
        """Bilateral training teaches both sides that the other keeps its word."""
        trained = self.spent.police + self.spent.special
        for government, passing in zip(self.model.governments, self.gifts, strict=True):
            lesson = drift.at_start(self.model.law.bilateral_evidence * passing.gift * trained, self.model.memory)
            for domain in range(len(self.model.domains)):
                government.evidence[domain][self.number].kept += lesson
                self.evidence[domain][government.number].kept += lesson

    def face_harm(self, government: Government, harm: float) -> None:
        """Count arms turned on civilians by forces that it supports, and cut assistance if a scandal follows."""
        model, passing = self.model, self.gifts[government.number]
        model.count(Series.WASTED, passing.gift * self.spent.arms * harm)
        chance = security.scandal_chance(passing.contribution, government.coercion)
        if model.draw(model.tables.scandal[government.number, self.place]) < chance:
            model.count(Series.SCANDALS)
            model.note(of_scandal(self.name, government.name), SCANDAL, self.place, government.number, 0, 0)
            passing.cut = security.scandal_cut(passing.cut, self.attribute(Attribute.SENSITIVITY))
            evidence = drift.at_start(model.law.scandal_evidence, model.memory)
            for domain in range(len(model.domains)):
                self.evidence[domain][government.number].broken += evidence
                government.evidence[domain][self.number].broken += evidence
