"""Levers moved on the live page, by a script of the page: a driver would take time from the cores."""

from typing import NamedTuple

from playwright.sync_api import Page

LEVERS = """
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const slider = (path) => document.getElementById(path.replaceAll(".", "-"));
const move = (path, value, ...events) => {
    const hand = slider(path);
    hand.step = "any";
    hand.value = value;
    events.forEach((name) => hand.dispatchEvent(new Event(name, { bubbles: true })));
};
const answered = async (before) => {
    const done = () => latencies.slice(before).some((one) => one.final);
    for (let waited = 0; waited < 20000 && !done(); waited += 20) await pause(20);
};
"""
COLD = (
    f"async ([path, drags, moves]) => {{{LEVERS}"
    """
    for (const inside of ["", " .group"]) { // the groups within a group are there once it is open
        const closed = slider(path) ? [] : document.querySelectorAll(`.levers > .group${inside}`);
        closed.forEach((group) => { group.open = true; });
        await pause(300);
    }
    const { low, high } = shared.levers.find((one) => one.path === path);
    window.moved ??= 0; // every move is to a value that was never seen
    const next = () => { moved += 1; return Number((low + (high - low) * ((moved * 0.618034) % 1)).toFixed(5)); };
    latencies.length = 0;
    for (let drag = 0; drag < drags; drag += 1) {
        const before = latencies.length;
        for (let step = 0; step < moves; step += 1) {
            move(path, next(), "input");
            await pause(40);
        }
        move(path, next(), "input", "change");
        await answered(before);
        await pause(200);
    }
    return latencies;
}"""
)
IN_USE = (
    f"async ([drags, seconds]) => {{{LEVERS}"
    """
    let seed = 1; // Park and Miller: the same moves every time
    const below = (count) => { seed = (seed * 48271) % 2147483647; return seed % count; };
    const plain = shared.levers.filter((one) => one.plain !== null);
    latencies.length = 0;
    for (let drag = 0; drag < drags; drag += 1) {
        const { path, low, high, step } = plain[below(plain.length)];
        const places = Math.round((high - low) / step), hand = Number(slider(path).value);
        const at = (place) => Number((low + step * place).toFixed(6));
        let place = Math.round((hand - low) / step), goal = place;
        while (at(goal) === hand || goal === place) goal = below(places + 1);
        await pause(1000 * seconds);
        const before = latencies.length;
        for (; place !== goal; place += Math.sign(goal - place)) {
            move(path, at(place), "input");
            await pause(40);
        }
        move(path, at(goal), "input", "change");
        await answered(before);
    }
    return latencies;
}"""
)


class Latency(NamedTuple):
    """From the release of a lever to the painted answer."""

    ms: float
    parts: dict[str, float]  # milliseconds of each part of the way, in order

    @property
    def counted_before(self) -> bool:
        """Whether nothing was left to count."""
        return self.parts["build"] + self.parts["run"] + self.parts["picture"] == 0.0


def cold(page: Page, lever: str, compared: bool, drags: int) -> list[Latency]:
    """Drag a lever every 40 ms and release it where it never stood; `compared` keeps the picture before as A."""
    page.evaluate(
        "on => { const tool = document.getElementById(on ? 'tool-keep-a' : 'tool-drop-a'); tool?.click(); }", compared
    )
    return released(page.evaluate(COLD, [lever, drags, 12]))


def in_use(page: Page, seconds: float, drags: int) -> list[Latency]:
    """Let so many seconds pass, then drag any plain lever to any other of its positions, step by step; and again."""
    return released(page.evaluate(IN_USE, [drags, seconds]))


def released(told: list[dict[str, object]]) -> list[Latency]:
    """Return the latencies of levers that were let go."""
    return [Latency(one["ms"], one["parts"]) for one in told if one["final"]]  # type: ignore[arg-type]
