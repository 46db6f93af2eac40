"""Ids in the order of both lanes, and the number of each."""

from datetime import date

from trustladder.sim.scenario.scenario import Scenario


class Index:
    """Ids in order: governments before donors among actors, events by date, rungs upward, everything else by its id."""

    def __init__(self, scenario: Scenario) -> None:
        self.governments = list(scenario.governments)
        self.donors = list(scenario.donors)
        self.actors = self.governments + self.donors
        self.forums = sorted(scenario.forums)
        self.domains = sorted(scenario.domains)
        self.events = sorted(scenario.events, key=lambda name: (scenario.events[name].date or date.max, name))
        self.ladders = self.forums if scenario.structure.standing_scope == "forum" else ["the region"]
        self.rungs = {name: list(domain.rungs) for name, domain in scenario.domains.items()}
        self.aim = scenario.aim
        self._actor = {name: number for number, name in enumerate(self.actors)}

    def actor(self, name: str) -> int:
        """Return the number of an actor."""
        return self._actor[name]

    def activity(self, domain: int, rung: int) -> str:
        """Return an activity by the ids of its domain and rung, e.g. "energy training"."""
        name = self.domains[domain]
        return f"{name} {self.rungs[name][rung]}"

    def donor(self, name: str) -> int:
        """Return the number of a donor among donors."""
        return self._actor[name] - len(self.governments)
