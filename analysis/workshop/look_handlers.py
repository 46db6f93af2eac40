"""Handle what anybody may look at and nobody changes by it: links, scenes of the story, months and pasts."""

from trustladder.analysis.workshop import messages
from trustladder.analysis.workshop.connection import Connection
from trustladder.analysis.workshop.connections import ConnectionManager, Handler
from trustladder.analysis.workshop.pasts import key_of as key_of_past
from trustladder.analysis.workshop.session import ViewState, cache_key, initial_view, parse_view
from trustladder.analysis.workshop.state import comparable
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.analysis.workshop.visits import key_of


def looked_at(manager: ConnectionManager, message: messages.Visit) -> tuple[ViewState, ViewState]:
    """Return a view state to be looked at, and what it is compared with. Raises UserError where they do not fit."""
    session, view = manager.workshop.session, parse_view(message.look)
    against = initial_view(view["base"]) if message.against is None else parse_view(message.against)
    if not comparable(*(session.scenario(one) for one in (view, against))):
        raise UserError("malformed")
    return view, against


async def visit(manager: ConnectionManager, connection: Connection, message: messages.Visit) -> None:
    """Send what a link or a scene of the story holds; the room's own view state stays."""
    workshop, both = manager.workshop, looked_at(manager, message)
    if not connection.facilitates:
        workshop.visits.asked.admit(key_of(*both))
    found = await manager.run_alone(manager.look_lock, workshop.visit_message, *both)
    connection.send(found)


async def months(manager: ConnectionManager, connection: Connection, message: messages.Visit) -> None:
    """Send the bands over time of a view state, and of what it is compared with."""
    workshop, both = manager.workshop, looked_at(manager, message)
    for view in both:
        if not connection.facilitates and view not in (workshop.session.now, workshop.session.against):
            workshop.over_time.asked.admit(cache_key(view))
    cancel = connection.supersede("months")
    now, against = await manager.run_alone(manager.look_lock, workshop.months_of, both, cancel)
    connection.send({"is": "months", "of": both[0], "against": both[1], "b": now, "a": against})


async def past(manager: ConnectionManager, connection: Connection, message: messages.Show) -> None:
    """Send the past of a view state, where its scenario has one."""
    view, workshop = parse_view(message.look), manager.workshop
    scenario = workshop.session.scenario(view)
    if not connection.facilitates:
        workshop.pasts.asked.admit(key_of_past(scenario))
    found = await manager.run_alone(manager.look_lock, workshop.pasts.show, scenario)
    connection.send({"is": "past", "of": view, "past": found})


HANDLERS = {
    "visit": Handler(None, visit, messages.Visit, background=True, cost=20),
    "months": Handler(None, months, messages.Visit, background=True, cost=10),
    "past": Handler(None, past, messages.Show, background=True, cost=10),
}
