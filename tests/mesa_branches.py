"""Changed decisions on the Mesa lane, as the compiled lane must give them: the meeting's month agent by agent."""

import pickle

from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.state import stacked
from trustladder.sim.changed_answers import FUTURES, OUTCOMES
from trustladder.sim.engine import CHUNK, Starts, replicates
from trustladder.sim.machine import draws
from trustladder.sim.metrics import measure


class ResampledModel(CooperationModel):
    """A model in which some random streams are drawn from another run's key."""

    resampled = frozenset()
    draw_key = 0  # key of the run from which resampled streams are drawn

    def draw(self, stream):
        """Draw from a stream: from the run's own key unless the stream is resampled."""
        if int(stream) not in self.resampled:
            return super().draw(stream)
        return draws.uniform(draws.folded(self.draw_key, self.month), int(stream))


def model_until(scenario, replicate, until):
    """A replicate up to a month."""
    model = ResampledModel(scenario, replicate=replicate, record=False)
    while model.elapsed < until:
        model.step()
    return model


def run_branch(before, decisions, where):
    """The meetings of each outcome, and the metrics of the futures that go on from them."""
    seed = draws.run_key(before.seed, before.replicate) >> 1
    meetings, ends = zip(*meeting_outcomes(before, decisions, where, seed), strict=True)
    first = where[0] + 1
    left = before.scenario.months - first
    tables = before.all_tables._replace(first_month=int(before.tables.first_month) + first, months=left)
    starts = Starts(stacked(list(ends)), [number % len(ends) for number in range(FUTURES)])
    done = replicates(tables, before.names, starts, seed, range(FUTURES), chunk=CHUNK)
    return list(meetings), measure(before.scenario.model_copy(update={"months": left}), done.record)


def meeting_outcomes(before, decisions, where, seed):
    """The meeting and the state that it leaves, once for each draw; once only where it does not form."""
    kept = pickle.dumps(before)
    for draw in range(OUTCOMES):
        model = pickle.loads(kept)
        model.recording, model.decisions = True, dict(decisions)
        model.resampled, model.draw_key = meeting_streams(model, where), draws.run_key(seed, draw)
        model.step()
        (meeting,) = (one for one in model.meetings if (one.forum.name, model.names.domains[one.domain]) == where[1:])
        yield meeting, model.state()
        if not meeting.formed:
            return


def meeting_streams(model, where):
    """The random streams that are drawn once a forum's members have answered."""
    _, name, domain = where
    forum, index = model.forums[model.names.forums.index(name)], model.names.domains.index(domain)
    ever = [model.names.actor(member) for member in model.scenario.forums[name].ids]  # members may change this month
    at, tables = (forum.number, index, ever), model.tables
    return frozenset([int(forum.agenda[index].succeed), *tables.keep[at].tolist(), *tables.find[at].tolist()])
