"""What the page does not do, as keys and values: the languages hold the sentences, under `refusal.`."""

from typing import Any

from trustladder.sim.scenario.errors import InputError


class UserError(InputError):
    """A refusal that the page says in its own language."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(f"{key} {values}" if values else key)
        self.key, self.values = key, values


def error_message(of: str, error: InputError) -> dict[str, Any]:
    """The message that something is not done, and why; what the engine says of its input has no other language."""
    why = error if isinstance(error, UserError) else UserError("engine", said=str(error))
    return {"is": "refusal", "of": of, "key": why.key, "values": why.values}
