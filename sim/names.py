"""Ids in the order of both lanes, and the number of each."""

from sim.scenario import Scenario


class Names:
    """Ids in order: governments before donors among actors, everything by its id."""

    def __init__(self, scenario: Scenario) -> None:
        self.governments = list(scenario.governments)
        self.donors = list(scenario.donors)
        self.actors = self.governments + self.donors
        self.forums = sorted(scenario.forums)
        self.domains = sorted(scenario.domains)
        self.events = sorted(scenario.events)
        self._actor = {name: number for number, name in enumerate(self.actors)}

    def actor(self, name: str) -> int:
        """The number of an actor."""
        return self._actor[name]

    def donor(self, name: str) -> int:
        """The number of a donor among donors."""
        return self._actor[name] - len(self.governments)
