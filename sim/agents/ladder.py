"""Where a forum of the Mesa lane, or the region, stands on a domain's ladder."""

from dataclasses import dataclass

from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import DomainRow, ModelTables, RungRow, entry
from trustladder.sim.law import standing


@dataclass(slots=True)
class Ladder:
    """Where a forum, or the region, stands in one domain."""

    field: DomainRow
    rungs: list[RungRow]
    standing: int
    successes: list[int]
    idle: list[int]  # months without a success, rung by rung

    def climb(self, rungs: list[int], idle_limit: int) -> None:
        """Count the month's successes, hold what is earned, and lose what is no longer practised."""
        self.idle = [months + 1 for months in self.idle]
        for rung in rungs:
            self.idle[: rung + 1] = [0] * (rung + 1)
            self.successes[rung] += 1
            if standing.earned(self.successes[rung], self.rungs[rung].successes):
                self.standing = max(self.standing, rung + 1)
        for rung in range(self.field.rungs):
            if standing.lapses(self.idle[rung], idle_limit):
                self.idle[rung], self.successes[rung] = 0, 0
                if rung < self.standing:
                    self.standing = self.still_held(rung)

    def still_held(self, below: int) -> int:
        """Return the standing that is left when only rungs under `below` count."""
        held = [rung + 1 for rung in range(below) if standing.earned(self.successes[rung], self.rungs[rung].successes)]
        return max(held, default=0)


def ladders_at(start: State, tables: ModelTables) -> list[list[Ladder]]:
    """Return the ladders of a state [ladder, domain]: a row for each forum, or one where the region climbs as one."""
    domains: list[DomainRow] = list(tables.domains)
    rungs = [
        [entry(RungRow, rung) for rung in row[: domain.rungs]]
        for row, domain in zip(tables.rungs, domains, strict=True)
    ]
    return [
        [
            Ladder(domain, rungs[place], int(standing), successes.tolist(), idle.tolist())
            for place, (domain, standing, successes, idle) in enumerate(zip(domains, *row, strict=True))
        ]
        for row in zip(start.standing, start.successes, start.idle, strict=True)
    ]
