"""The command: `python -m tests.fuzz --help`."""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from tests.fuzz.entries import Tree
from tests.fuzz.shrinking import shrunk
from tests.fuzz.worker import REFUSED, Worker
from tests.fuzz.worlds import drawn

EVERY = 10.0  # seconds between two lines about how far it is


@click.command(epilog="Example: python -m tests.fuzz --worlds 3000 --seed 1 --bounds")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--worlds", type=click.IntRange(1), default=300, show_default=True, help="How many random worlds.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the worlds.")
@click.option("--first", type=click.IntRange(0), default=0, show_default=True, help="Number of the first of them.")
@click.option("--bounds", is_flag=True, help="Check every access to an array in compiled code (slow to compile).")
@click.option(
    "--shrink", type=click.FloatRange(0), default=60.0, show_default=True, help="Seconds for each that fails."
)
@click.option(
    "--save", type=click.Path(path_type=Path), default=Path("fuzz"), show_default=True, help="Folder for them."
)
def main(files: tuple[Path, ...], worlds: int, seed: int, first: int, bounds: bool, shrink: float, save: Path) -> None:
    """Run random worlds with their pasts on both lanes, and say what differs, is out of range or dies.

    A world that fails is made smaller and saved as JSON, which `Scenario.from_tree` reads. FILES are such worlds, to be
    tried again instead of random ones. Exit status 1 where one fails.
    """
    known = ((place.stem, json.loads(place.read_text(encoding="utf-8"))) for place in files)
    random = ((f"{seed}-{number}", drawn(seed, number)) for number in range(first, first + worlds))
    worker, counts, began = Worker(bounds), Counter[str](), time.monotonic()
    try:
        for name, tree in told(known if files else random, len(files) or worlds):
            found = worker.faults(tree)
            kinds = {kind(fault) for fault in found}
            counts.update(kinds)
            if kinds - {REFUSED}:
                click.echo(f"world {name}: {'; '.join(found[:3])}")
                if not files:
                    click.echo(f"  saved as {saved(save / f'{name}.json', smaller(tree, kinds, worker, shrink))}")
    finally:
        worker.close()
    total = len(files) or worlds
    click.echo(summary(total, counts, bounds, time.monotonic() - began))
    sys.exit(1 if set(counts) - {REFUSED} else 0)


def kind(fault: str) -> str:
    """What kind of fault it is."""
    return fault.partition(":")[0]


def smaller(tree: Tree, kinds: set[str], worker: Worker, seconds: float) -> Tree:
    """A smaller world that fails in one of these ways."""
    return shrunk(tree, lambda one: bool(kinds & {kind(fault) for fault in worker.faults(one)} - {REFUSED}), seconds)


def saved(place: Path, tree: Tree) -> Path:
    """Write a world down."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(tree, indent=1) + "\n", encoding="utf-8")
    return place


def told(worlds: Iterator[tuple[str, Tree]], total: int) -> Iterator[tuple[str, Tree]]:
    """The same worlds, with a line every few seconds about how many are done and how long the rest takes."""
    began = said = time.monotonic()
    for done, world in enumerate(worlds):
        now = time.monotonic()
        if now - said >= EVERY:
            said, left = now, (now - began) / done * (total - done)
            click.echo(f"{done:,} of {total:,} worlds, {left / 60:.1f} minutes left", err=True)
        yield world


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
