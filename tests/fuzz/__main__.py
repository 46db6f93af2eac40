"""The command: `python -m tests.fuzz --help`."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import click

from tests.fuzz import kinds
from tests.fuzz.entries import Tree
from tests.fuzz.shrinking import shrunk
from tests.fuzz.worker import REFUSED, Worker
from tests.fuzz.worlds import drawn

EVERY = 10.0  # seconds between two lines about how far it is


@click.command(epilog="Example: python -m tests.fuzz --worlds 3000 --seed 1 --bounds")
@click.argument("known", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--worlds", type=click.IntRange(1), help="How many random worlds (300 where nothing else is asked for).")
@click.option("--files", type=click.IntRange(1), help="How many mutated scenario files, given to check and run.")
@click.option("--plans", type=click.IntRange(1), help="How many mutated plans, given to sweep.")
@click.option("--manifests", type=click.IntRange(1), help="How many mutated manifests, given to run --from.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the worlds.")
@click.option("--first", type=click.IntRange(0), default=0, show_default=True, help="Number of the first of them.")
@click.option("--bounds", is_flag=True, help="Check every access to an array in compiled code (slow to compile).")
@click.option(
    "--shrink", type=click.FloatRange(0), default=60.0, show_default=True, help="Seconds for each that fails."
)
@click.option(
    "--save", type=click.Path(path_type=Path), default=Path("fuzz"), show_default=True, help="Folder for what fails."
)
def main(
    known: tuple[Path, ...],
    worlds: int | None,
    files: int | None,
    plans: int | None,
    manifests: int | None,
    seed: int,
    first: int,
    bounds: bool,
    shrink: float,
    save: Path,
) -> None:
    """Try random worlds on both lanes, and mutated files on the commands that read them.

    Of worlds it says what differs between the lanes, is out of range or dies; of files, plans and manifests, which of
    them end in a traceback, take more than five seconds, leave something behind or are refused in anything but one
    line. A world that fails is made smaller and saved as JSON, which `Scenario.from_tree` reads. KNOWN are such worlds,
    to be tried again instead of random ones. Exit status 1 where anything fails.
    """
    asked = {"files": files, "plans": plans, "manifests": manifests}
    counts = {source: count for source, count in asked.items() if count}
    sound = not counts or try_files(counts, seed, save)
    if known or worlds or not counts:
        sound = try_worlds(known, worlds or 300, seed, first, bounds, shrink, save) and sound
    sys.exit(not sound)


def try_files(counts: dict[str, int], seed: int, save: Path) -> bool:
    """Try mutated files of each kind; returns whether all ended well."""
    from tests.fuzz.files import faults_of

    faults = faults_of(counts, seed, save, progress_of(sum(counts.values()), "files"))
    for fault in faults:
        click.echo(f"{fault.kind}: {fault.case}: {fault.command}: {fault.told}")
    kinds = Counter(fault.kind for fault in faults)
    tried = ", ".join(f"{count:,} {source}" for source, count in counts.items())
    click.echo(f"{tried}: " + ", ".join(f"{kinds[name]} {name}" for name in ("traceback", "wait", "leftover", "line")))
    return not faults


def try_worlds(
    known: tuple[Path, ...], worlds: int, seed: int, first: int, bounds: bool, shrink: float, save: Path
) -> bool:
    """Try worlds, random ones where none are named; returns whether all hold."""
    named = ((place.stem, json.loads(place.read_text(encoding="utf-8"))) for place in known)
    random = ((f"{seed}-{number}", drawn(seed, number)) for number in range(first, first + worlds))
    worker, counts, lived, began = Worker(bounds), Counter[str](), Counter[str](), time.monotonic()
    total = len(known) or worlds
    advance = progress_of(total, "worlds")
    try:
        for name, tree in named if known else random:
            lived.update(kinds.kinds_of(tree))
            found = worker.faults(tree)
            fails = {kind(fault) for fault in found}
            counts.update(fails)
            if fails - {REFUSED}:
                click.echo(f"world {name}: {'; '.join(found[:3])}")
                if not known:
                    click.echo(f"  saved as {saved(save / f'{name}.json', smaller(tree, fails, worker, shrink))}")
            advance(1)
    finally:
        worker.close()
    click.echo(f"Among them are {kinds.told(lived)}.")
    click.echo(summary(total, counts, bounds, time.monotonic() - began))
    return not set(counts) - {REFUSED}


def kind(fault: str) -> str:
    """What kind of fault it is."""
    return fault.partition(":")[0]


def smaller(tree: Tree, ways: set[str], worker: Worker, seconds: float) -> Tree:
    """A smaller world that fails in one of these ways."""
    return shrunk(tree, lambda one: bool(ways & {kind(fault) for fault in worker.faults(one)} - {REFUSED}), seconds)


def saved(place: Path, tree: Tree) -> Path:
    """Write a world down."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(tree, indent=1) + "\n", encoding="utf-8")
    return place


def progress_of(total: int, what: str) -> Callable[[int], None]:
    """Return what is to be told how many more are done; it prints a line every few seconds, with the time left."""
    began = last = time.monotonic()
    done = 0

    def advance(more: int) -> None:
        nonlocal done, last
        done, now = done + more, time.monotonic()
        if now - last >= EVERY:
            last, left = now, (now - began) / done * (total - done)
            click.echo(f"{done:,} of {total:,} {what}, {left / 60:.1f} minutes left", err=True)

    return advance


def summary(total: int, counts: Counter[str], bounds: bool, seconds: float) -> str:
    """What came of it, in a line."""
    died = counts["crash"] + sum(counts[name] for name in counts if name.endswith("Error") and name != "IndexError")
    outside = f"{counts['IndexError']} accesses out of bounds" if bounds else f"{counts['IndexError']} index errors"
    said = (
        f"{total:,} worlds in {seconds / 60:.1f} minutes: {counts['lanes differ']} where the lanes differ, {outside}, "
        f"{died} crashes, {counts['out of range'] + counts['undefined']} out of range, "
        f"{counts['months on rungs']} whose months do not add up"
    )
    return said + (f"; {counts[REFUSED]} were refused as scenarios" if counts[REFUSED] else "")


if __name__ == "__main__":
    main()
