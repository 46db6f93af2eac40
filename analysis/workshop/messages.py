"""Define the messages that clients may send, one model for each, with bounds on every field."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WrapValidator
from pydantic_core import from_json

from trustladder.analysis.workshop.tokens import LONGEST as LONGEST_TOKEN
from trustladder.analysis.workshop.user_errors import UserError

LARGEST = 250_000  # characters of a facilitator's message, which may be a scenario file
LARGEST_OF_GUEST = 32_768
LARGEST_NUMBER = 2**53  # the largest whole number of JavaScript
MOST_SETTINGS = 500
MOST_EVENTS = 12
MOST_CHANGED = 400  # changed decisions of a replicate
MOST_AT_A_MEETING = 40  # of them at one meeting: as many as a scenario may have actors
MOST_REPLICATES, MOST_GAMES = 1_000_000, 1000  # replicates to replay, and to play on
LONGEST_WAIT = 240  # months between two rounds
LONGEST_TIMER = 900  # seconds
MOST_BY_HAND = 500
POINTS = 4  # of a prediction: percent at each quarter of the horizon


def or_error(refused: Callable[[], UserError]) -> WrapValidator:
    """Return a validator that raises a more specific error than "malformed", for values that people type."""

    def checked(value: Any, inner: Callable[[Any], Any]) -> Any:
        try:
            return inner(value)
        except ValidationError:
            raise refused() from None

    return WrapValidator(checked)


def token_or_none(value: Any) -> str | None:
    """Return a token, or None for what cannot be one: it gives no rights, and the message is handled all the same."""
    return value if isinstance(value, str) and len(value) <= LONGEST_TOKEN else None


Word = Annotated[str, Field(strict=True, max_length=200)]
Flag = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True, ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
Count = Annotated[Whole, Field(ge=0)]
Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Token = Annotated[str | None, BeforeValidator(token_or_none)]
Settings = Annotated[dict[Word, Flag | Whole | Real | Word | None], Field(max_length=MOST_SETTINGS)]
Decided = tuple[Count, Word, Word, Word, Flag]  # month since the start, forum, domain, actor, whether it comes
Replicate = Annotated[
    Count, Field(lt=MOST_REPLICATES), or_error(lambda: UserError("future-range", most=MOST_REPLICATES - 1))
]
Game = Annotated[Count, Field(lt=MOST_GAMES), or_error(lambda: UserError("future-range", most=MOST_GAMES - 1))]
Wait = Annotated[Count, Field(le=LONGEST_WAIT), or_error(lambda: UserError("wait-range", most=LONGEST_WAIT))]
Seconds = Annotated[
    Annotated[Whole, Field(ge=1, le=LONGEST_TIMER)] | None,
    or_error(lambda: UserError("timer-range", most=LONGEST_TIMER)),
]
Hands = Annotated[Count, Field(le=MOST_BY_HAND), or_error(lambda: UserError("hands-range", most=MOST_BY_HAND))]
Percent = Annotated[Whole, Field(ge=0, le=100)]


class Message(BaseModel):
    """A message with no other field than its name; unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Hello(Message):
    """A page was opened."""

    view: Literal["stage", "console", "phone"]
    token: Token = None
    code: Word | None = None
    visible: Flag = True


class Unlock(Message):
    """A facilitator's code, as it was typed."""

    code: Word


class Moved(Message):
    """Levers, moved or released; `seen` is the number by which the page knows its request."""

    settings: Settings
    seen: Count = 0


class Named(Message):
    """The name of a scenario."""

    name: Word


class GivenView(Message):
    """A view state, as links and the story give it."""

    base: Word
    settings: Settings = {}
    events: Annotated[list[tuple[Word, Whole]], Field(max_length=MOST_EVENTS)] = []


class Show(Message):
    """A view state to be shown."""

    look: GivenView


class Visit(Show):
    """A view state to be looked at, and what it is compared with: its scenario as today, unless another is named."""

    against: GivenView | None = None


class Switched(Message):
    """On or off."""

    on: Flag


class Trigger(Message):
    """A kind of event, at a month since the start."""

    kind: Word
    month: Whole


class Place(Message):
    """An index in a list."""

    place: Count


class Future(Message):
    """A replicate of what is set, with some decisions changed."""

    replicate: Replicate
    decisions: Annotated[list[Decided], Field(max_length=MOST_CHANGED)] = []


class Fork(Future):
    """Changed decisions of one meeting, by their indices."""

    places: Annotated[list[Count], Field(min_length=1, max_length=MOST_AT_A_MEETING)]


class Load(Message):
    """A scenario file."""

    name: Annotated[str, Field(strict=True, max_length=1000)]
    text: Annotated[str, Field(strict=True, max_length=LARGEST)]


class Code(Message):
    """A path of this server, for a QR code."""

    path: Annotated[str, Field(strict=True, max_length=LARGEST_OF_GUEST)]


class Join(Message):
    """A name and a delegation; the token of the seat that the phone has."""

    name: Word
    actor: Word
    token: Token = None


class Vote(Message):
    """An answer to an invitation."""

    round: Count
    come: Flag


class Predict(Message):
    """A prediction of how likely the aim is, by each quarter of the horizon, in percent."""

    guess: Annotated[list[Percent], Field(min_length=POINTS, max_length=POINTS)]


class Begin(Message):
    """The replicate that a game is played on."""

    replicate: Game = 0


class NextRound(Message):
    """Months to skip, the domain of the next meeting, and the seconds to vote."""

    wait: Wait = 0
    domain: Word | None = None
    seconds: Seconds = None


class Timer(Message):
    """Seconds to vote; None for no limit."""

    seconds: Seconds


class More(Message):
    """Seconds to add to what is left to vote."""

    seconds: Annotated[
        Whole, Field(ge=1, le=LONGEST_TIMER), or_error(lambda: UserError("timer-range", most=LONGEST_TIMER))
    ]


class ByHand(Message):
    """Votes that were counted in the room."""

    actor: Word
    yes: Hands
    no: Hands


class Switch(Switched):
    """One of the room's switches."""

    name: Literal["frozen", "blank", "predicting", "revealed", "hands", "veiled"]


class Remove(Message):
    """The id of a participant."""

    voter: Word


Model = TypeVar("Model", bound=Message)


def parse_message(text: str | bytes, largest: int) -> tuple[str, dict[str, Any]]:
    """Parse a message and return its name and fields. Raises UserError for one too large, too deep, or no object."""
    if isinstance(text, bytes) or len(text) > largest:
        raise UserError("malformed")
    try:
        given = from_json(text, allow_inf_nan=False)
    except ValueError:
        raise UserError("malformed") from None
    if not isinstance(given, dict) or not isinstance(given.get("do"), str):
        raise UserError("malformed")
    return given["do"], given


def validate(model: type[Model], given: object) -> Model:
    """Validate fields by a model. Raises UserError where they do not fit."""
    try:
        return model.model_validate(given)
    except ValidationError:
        raise UserError("malformed") from None
