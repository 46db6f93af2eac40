"""Define errors of users as keys and values; analysis/words holds their sentences, under `page.refusal.`."""

from typing import Any

from trustladder.sim.scenario.errors import InputError


class UserError(InputError):
    """An error that the page states in its own language."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(f"{key} {values}" if values else key)
        self.key, self.values = key, values


def error_message(of: str, error: InputError) -> dict[str, Any]:
    """Return the message that refuses a request; errors of the engine have no other language."""
    why = error if isinstance(error, UserError) else UserError("engine", said=str(error))
    return {"is": "refusal", "of": of, "key": why.key, "values": why.values}
