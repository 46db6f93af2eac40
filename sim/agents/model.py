"""The Mesa lane: one future, month by month, in the open.

    model = CooperationModel("baseline", replicate=7)
    model.run()
    model.meetings[0].decisions[0].terms     # why an actor came or refused
    model.trust_graph(12)                    # trust in the twelfth month, as a networkx graph
    model.datacollector.get_model_vars_dataframe()
    model.datacollector.get_agenttype_vars_dataframe(Government)

It gives the same numbers as the compiled lane, to the last bit, unless an agent is subclassed or a decision overridden.
"""

from collections.abc import Mapping
from typing import Any, SupportsInt

import mesa
import networkx as nx
import numpy as np

from trustladder.sim.agents.actor import Actor
from trustladder.sim.agents.donor import Donor
from trustladder.sim.agents.event_schedule import EventSchedule
from trustladder.sim.agents.flow import Flow
from trustladder.sim.agents.forum import Forum
from trustladder.sim.agents.government import Government
from trustladder.sim.agents.ladder import Ladder, ladders_at
from trustladder.sim.agents.meeting import Invitation, Meeting
from trustladder.sim.agents.network import trust_graph
from trustladder.sim.agents.notes import of_standing
from trustladder.sim.agents.purse import spend_purses
from trustladder.sim.agents.reporting import data_collector
from trustladder.sim.agents.seeding import luck_of
from trustladder.sim.agents.states import begin_from, state_of
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.periods import in_period
from trustladder.sim.arrays.series import Series, observed_groups, series_names
from trustladder.sim.arrays.state import NOTHING, State, blank, one_of, stacked, trust_in
from trustladder.sim.arrays.tables import DomainRow, Floats, with_plain_rows
from trustladder.sim.arrays.warm_start import warm_start
from trustladder.sim.given_answers import Order, Where, check_asked, checked_answers
from trustladder.sim.law import drift
from trustladder.sim.law.arithmetic import safe_divide
from trustladder.sim.machine import draws
from trustladder.sim.month.log import STANDING
from trustladder.sim.month.run import empty_record, record_month
from trustladder.sim.scenario.effects import Attribute
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario


class CooperationModel(mesa.Model):  # type: ignore[misc]
    """One replicate of a scenario, agent by agent; `run()` runs all months, `step()` one.

    Draws are a function of seed and replicate, so the same two give the same future again, and the one that the
    compiled lane gives. Mesa's own `rng` and `random`, for agents that want more chance, follow from them too.

    Parameters
    ----------
    scenario
        A Scenario, the name of a shipped one, or the path of a TOML file.
    replicate
        The number of the replicate, from 0; 0 where a seed is given, else drawn at random.
    seed
        The seed, from 0 to 2**63 - 1; the scenario's own unless given.
    rng
        A numpy generator, or what seeds one, from which the seed is drawn instead; not both.
    government, donor
        Subclasses of Government and Donor to make the agents of.
    decisions
        Answers to invitations given in an actor's place, by (month since the start, forum, domain, actor).
    record
        False keeps no meetings and no monthly trust, which is faster.
    past
        False begins without the evidence of the scenario's past.

    Attributes
    ----------
    scenario, seed, replicate
        As given or drawn.
    governments, donors, actors, forums
        The agents, in the order of their ids; actors are governments, then donors.
    elapsed, month
        Months run so far; the current month counted from January of year 0.
    meetings
        Every Meeting so far, with each member's Decision and its reason.
    postponed
        What was due, but whose chair would accept no rung in reach, as Meetings without a decision.
    trust_by_month
        Trust in 0..1 as every month began: arrays [domain, observed, observer].
    months
        Series [0, month, series], in the order of `columns`.
    datacollector
        Mesa's, with the same series by name, and the state of agents by type.

    Raises
    ------
    InputError
        In one line, for a scenario or an argument that is not allowed; in its month, for a decision nobody is asked.
    """

    def __init__(
        self,
        scenario: Scenario | str = "baseline",
        *,
        replicate: int | None = None,
        seed: Any = None,
        rng: Any = None,
        government: type[Government] = Government,
        donor: type[Donor] = Donor,
        decisions: Mapping[Order, bool] | None = None,
        record: bool = True,
        past: bool = True,
    ) -> None:
        asked = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
        luck = luck_of(asked.seed, replicate, seed, rng)
        super().__init__(rng=list(luck))
        self.scenario, (self.seed, self.replicate) = asked, luck
        self.recording = record
        self.names, self.all_tables = Index(self.scenario), tables_of(self.scenario)
        self.tables = with_plain_rows(in_period(self.all_tables, 0))  # those of the month that is lived
        self.decisions = checked_answers(self.names, asked.months, decisions, "decisions")
        self.law: Any = self.tables.law[0]
        self.domains: list[DomainRow] = list(self.tables.domains)
        self.transfer: list[list[float]] = self.tables.transfer.tolist()
        self.aim = int(self.tables.sizes[0].aim)
        self.blank = blank(self.all_tables)
        self.start = self._start(past)
        self._people(government, donor)
        self._make_forums()
        self.memory, self.supply, self.region_held = 1.0, 1.0, False
        self.flow = Flow(float(self.start.let_through[0]), float(self.start.damage[0]))
        begin_from(self, self.start)
        self.event_schedule = EventSchedule(self)
        self._watch(government, donor)

    def __repr__(self) -> str:
        when = f"month {self.elapsed} of {self.tables.months}"
        return f"<{type(self).__name__} {self.scenario.name}, seed {self.seed}, replicate {self.replicate}, {when}>"

    @property
    def scenario(self) -> Scenario:
        """The scenario that is lived. From Mesa 3.5 on, a model has something else of this name, which gives way."""
        return self._asked

    @scenario.setter
    def scenario(self, given: Any) -> None:
        if isinstance(given, Scenario):
            self._asked = given

    # --- setting up ---

    def _start(self, past: bool) -> State:
        """Return the state to begin with: blank, or what a run of the past leaves to this replicate."""
        before = self.scenario.history() if past else None
        if before is None:
            return self.blank
        assert self.scenario.past is not None
        before = before.model_copy(update={"seed": self.seed})  # the past's own past has the same luck too
        earlier = CooperationModel(before, replicate=self.replicate % self.scenario.past.replicates, record=False)
        earlier.run()
        return one_of(warm_start(self.all_tables, self.names, stacked([earlier.state()]), earlier.names), 0)

    def _people(self, government: type[Government], donor: type[Donor]) -> None:
        g, n = len(self.names.governments), len(self.names.actors)
        self.governments: list[Government] = list(government.create_agents(self, g, list(range(g))))
        self.donors: list[Donor] = list(donor.create_agents(self, n - g, list(range(g, n)))) if n > g else []
        self.actors: list[Actor] = [*self.governments, *self.donors]
        self.rivals = [{self.donors[one], self.donors[two]} for one, two in self.tables.stated_rivals.tolist()]
        # Mesa 3 counts the agents of every model ever made in a class attribute, which would keep this one alive
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    def _make_forums(self) -> None:
        self.ladders = ladders_at(self.start, self.tables)
        self.forums = [Forum(self, number, self.ladders[row.ladder]) for number, row in enumerate(self.tables.forums)]

    def _watch(self, government: type[Government], donor: type[Donor]) -> None:
        """Set up what is recorded: series by Mesa's data collector, meetings, and trust."""
        self.columns = series_names(self.names.domains)
        self.tally: Floats = np.zeros(len(self.columns))
        self.meetings: list[Meeting] = []
        self.postponed: list[Meeting] = []
        self.notes: list[tuple[int, str]] = []
        self.happened: list[tuple[tuple[int, ...], float]] = []  # the same in columns, in the order of Happened
        self.trust_by_month: list[Floats] = []
        self.elapsed = 0  # months lived; while a month is lived, its number from 0
        self._groups = observed_groups(self.all_tables)
        self.record = empty_record(self.tables, len(self.columns), 1)
        self.months: Floats = np.zeros((1, int(self.tables.months), len(self.columns)))
        self.datacollector = data_collector(self, government, donor)

    # --- one month, in the order of the law ---

    @property
    def month(self) -> int:
        """The month that is being lived, counted from year 0."""
        return int(self.tables.first_month) + self.elapsed

    def step(self) -> None:
        """One month. Raises InputError after the last, when `running` is False, and for a decision nobody is asked."""
        if self.elapsed >= self.tables.months:
            raise InputError(
                f"{self.scenario.name}: all of its {self.elapsed} months are over; allowed: step while running"
            )
        self.tally, self.asked = np.zeros(len(self.columns)), dict[Where, list[str]]()
        self.month_key = draws.folded(draws.run_key(self.seed, self.replicate), self.month)
        self._seat_members()
        self.event_schedule.apply_events()
        for donor in self.donors:
            donor.attend_and_reform()
        self.assist()
        for government in self.governments:
            government.build()
        self.meet()
        check_asked([order for order in self.decisions if order[0] == self.elapsed], self.asked)
        self.learn_bilaterally()
        self.fade()
        self.secure()
        self.observe()
        self.running = self.elapsed < self.tables.months

    def _seat_members(self) -> None:
        """Where a period begins this month, every forum takes the members that it has from now on."""
        for period in np.flatnonzero(self.all_tables.periods == self.month).tolist():
            self.tables = with_plain_rows(in_period(self.all_tables, period))
            for forum in self.forums:
                forum.seat_members()

    def run(self) -> "CooperationModel":
        """All months."""
        while self.running:
            self.step()
        return self

    def assist(self) -> None:
        """Donors plan and match; governments play off."""
        for donor in self.donors:
            for passing in donor.gifts:
                passing.before = passing.gift
        for donor in self.donors:
            donor.observe_rivals()
        for donor in self.donors:
            donor.give()
        for government in self.governments:
            government.find_competing_donors()
        for government in self.governments:
            government.play_off()

    def meet(self) -> None:
        """Forums convene; all decisions rest on how things stood before the first of them met."""
        for actor in self.actors:
            actor.update_trust()
        for forum in self.forums:
            forum.look_ahead()
        for forum in self.forums:
            forum.gather(self.month)
        for forum in self.forums:
            forum.meet(self.month)
        spend_purses(self.forums, self.governments, self.law)
        for number, row in enumerate(self.ladders):
            for domain, ladder in enumerate(row):
                climbed = [forum.success[domain] for forum in self.forums if int(forum.row.ladder) == number]
                before = ladder.standing
                ladder.climb([rung for rung in climbed if rung != NOTHING], self.law.idle_limit)
                if ladder.standing != before:
                    self._note_standing(number, domain, ladder, before)

        for forum in self.forums:
            forum.reach(self.month)

    def _note_standing(self, number: int, domain: int, ladder: Ladder, before: int) -> None:
        who = "the region" if len(self.ladders) == 1 else self.scenario.forums[self.names.forums[number]].name
        rungs = [rung.name for rung in self.scenario.domains[self.names.domains[domain]].rungs.values()]
        self.note(of_standing(who, rungs, before, ladder.standing), STANDING, number, domain, before, ladder.standing)

    def learn_bilaterally(self) -> None:
        """Bilateral training as evidence, where that is believed to teach anything."""
        if self.law.bilateral_evidence > 0.0:
            for donor in self.donors:
                donor.train()

    def fade(self) -> None:
        """Evidence and scandals fade, the load of meetings eases, rivalry settles."""
        self.memory = drift.faded(self.memory, self.law.retention)
        for actor in self.actors:
            actor.ease()
        for donor in self.donors:
            donor.forgive()
            donor.settle_rivalries()

    def secure(self) -> None:
        """How much of the flow is stopped, and whether internal forces harm civilians."""
        stopped, flow = 0.0, 0.0
        for government in self.governments:
            transit = government.attribute(Attribute.TRANSIT)
            stopped += transit * government.interdiction()
            flow += transit
            government.live_through_month()
        self.tally[Series.INTERDICTED] = safe_divide(stopped, flow)
        self.flow.pass_through(self.supply, safe_divide(stopped, flow), self.law.concern_pace)

    def observe(self) -> None:
        """Record the month."""
        state = state_of(self, evidence=False)
        record_month(self.tables, state, self._groups, self.elapsed, self.tally, 0, self.record, self.months)
        for donor in self.donors:
            donor.add_gifts(self.record.given[0, donor.place])
        self.elapsed += 1
        if self.recording:
            self.trust_by_month.append(trust_in(state))
        self.datacollector.collect(self)

    # --- what agents and forums ask of the model ---

    def draw(self, key: SupportsInt) -> float:
        """Chance's answer to a question this month, uniform on [0, 1)."""
        return draws.uniform(self.month_key, int(key))

    def alarm(self, domain: int) -> float:
        """Return what the flow makes of the interest in a domain, as a factor; 1 where the domain is not against it."""
        return self.flow.alarm(self.law.concern_response) if self.domains[domain].against_flow else 1.0

    def ordered(self, invitation: Invitation, member: Actor) -> bool | None:
        """Return an answer given in a member's place, or None."""
        where = self.elapsed, invitation.forum.name, self.names.domains[invitation.domain]
        self.asked.setdefault(where, []).append(member.name)
        return self.decisions.get((*where, member.name))

    def count(self, column: int, amount: float = 1.0) -> None:
        """Add to one of the month's tallies."""
        self.tally[column] += amount

    def keep(self, meeting: Meeting) -> None:
        """Keep a meeting on record."""
        if self.recording:
            self.meetings.append(meeting)

    def keep_postponed(self, meeting: Meeting) -> None:
        """Keep on record a meeting that its chair postponed."""
        if self.recording:
            self.postponed.append(meeting)

    def note(self, text: str, *happened: int, harm: float = 0.0) -> None:
        """Keep on record what happened beside meetings: in words, and as the log of the compiled lane has it."""
        if self.recording:
            self.notes.append((self.elapsed, text))
            self.happened.append(((0, self.elapsed, *happened), harm))

    # --- views ---

    def state(self) -> State:
        """Return all agents' states as the compiled lane's, from which it continues as this lane does."""
        return state_of(self)

    def trust_graph(self, month: int = -1, domain: str | None = None) -> nx.DiGraph:
        """Return trust in a month since the start (negative: from the end), in a domain or as mean over all."""
        return trust_graph(self, month, domain)
