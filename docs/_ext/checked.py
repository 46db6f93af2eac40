"""Have the commands of a tutorial's cells end the build where they fail: IPython goes on after them."""

from typing import Any

from IPython import get_ipython

shell: Any = get_ipython()
as_usual = shell.system


def system(typed: str) -> None:
    """Run a command as a cell does. Raises RuntimeError where its exit status is not 0."""
    as_usual(typed)
    if status := shell.user_ns["_exit_code"]:
        raise RuntimeError(f"{typed}: exit status {status}")


shell.system = system
