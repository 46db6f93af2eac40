"""Run futures of a result again, to the last bit, for the log of their meetings."""

from collections.abc import Sequence

from trustladder.sim.ensemble import UncertainScenario
from trustladder.sim.log import MeetingLog
from trustladder.sim.log_runs import log_of
from trustladder.sim.machine.version import law_hash
from trustladder.sim.scenario.errors import InputError, whole_number
from trustladder.sim.store.results import Folder


def log_of_result(folder: Folder, which: Sequence[int]) -> MeetingLog:
    """Return the log of chosen futures of a run, which are run again, whether it keeps a log or not.

    A future takes milliseconds on the compiled lane, and is the same to the last bit. Raises InputError for futures
    that the run does not have, and where another version of the model wrote it, under which they were others.
    """
    again = run_again(folder)
    for replicate in which:
        whole_number("replicate", replicate, 0, folder.manifest()["runs"] - 1)
    return log_of(again, which)


def run_again(folder: Folder) -> UncertainScenario:
    """Return what gives the futures of a run again. Raises InputError where another version of the model wrote it."""
    manifest = folder.manifest()
    if manifest["law"] != law_hash():
        raise InputError(
            f"{folder.path}: written by model version {manifest['law']}, whose futures were others than this one's, "
            f"{law_hash()}; allowed: a result of this version"
        )
    same_luck = folder.scenario().model_copy(update={"seed": manifest["seed"]})
    return UncertainScenario(same_luck, manifest.get("sets", ()))
