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
const reach = async (path) => {
    for (const inside of ["", " .group"]) { // the groups within a group are there once it is open
        const closed = slider(path) ? [] : document.querySelectorAll(`.levers > .group${inside}`);
        closed.forEach((group) => { group.open = true; });
        await pause(300);
    }
};
let seed = 1; // Park and Miller: the same moves every time
const below = (count) => { seed = (seed * 48271) % 2147483647; return seed % count; };
latencies.length = 0;
"""
COLD = (
    f"async ([path, moves]) => {{{LEVERS}"
    """
    await reach(path);
    const { low, high } = shared.levers.find((one) => one.path === path);
    window.moved ??= 0; // every move is to a value that was never seen
    for (let done = 0; done < moves; done += 1) {
        moved += 1;
        await pause(700);
        const before = latencies.length;
        move(path, Number((low + (high - low) * ((moved * 0.618034) % 1)).toFixed(5)), "input", "change");
        await answered(before);
    }
    return latencies;
}"""
)
BY_HAND = (
    f"async ([path, moves, seconds]) => {{{LEVERS}"
    """
    const FRAME = 16;
    // A jerk as small as can be (Flash and Hogan 1985): the share of the way after a share of the time.
    const way = (time) => time ** 3 * (10 - 15 * time + 6 * time ** 2);
    // Milliseconds for which a mouse drags over so many steps to hit one (MacKenzie, Sellen and Buxton 1991).
    const lasts = (steps) => 135 + 249 * Math.log2(steps + 1);
    const those = shared.levers.filter((one) => (path ? one.path === path : one.plain !== null));
    await reach(those[0].path);
    for (let done = 0; done < moves; done += 1) {
        const { path, low, high, step } = those[below(those.length)];
        const places = Math.round((high - low) / step), hand = Number(slider(path).value);
        const at = (place) => Number((low + step * place).toFixed(6));
        const from = Math.round((hand - low) / step);
        let place = from, goal = place;
        while (at(goal) === hand || goal === place) goal = below(places + 1);
        await pause(1000 * seconds);
        const before = latencies.length, begun = performance.now(), long = lasts(Math.abs(goal - from));
        for (let time = 0; time < 1; time = (performance.now() - begun) / long) {
            const now = Math.round(from + (goal - from) * way(time));
            if (now !== place) move(path, at(now), "input");
            place = now;
            await pause(FRAME);
        }
        if (place !== goal) move(path, at(goal), "input");
        move(path, at(goal), "change");
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


def cold(page: Page, lever: str, compared: bool, moves: int) -> list[Latency]:
    """Set a lever at one go where it never stood, as a key does; `compared` keeps the picture before as A."""
    page.evaluate(
        "on => { const tool = document.getElementById(on ? 'tool-keep-a' : 'tool-drop-a'); tool?.click(); }", compared
    )
    return released(page.evaluate(COLD, [lever, moves]))


def by_hand(page: Page, seconds: float, moves: int, lever: str | None = None) -> list[Latency]:
    """Let so many seconds pass, then drag any plain lever to any other of its positions, as a hand does; and again.

    With `lever`, that one.

    A hand is fast at first and slow in the end, so that a lever stands on its last position for some time before it is
    let go; it is let go as soon as it rests.
    """
    return released(page.evaluate(BY_HAND, [lever, moves, seconds]))


def released(told: list[dict[str, object]]) -> list[Latency]:
    """Return the latencies of levers that were let go."""
    return [Latency(one["ms"], one["parts"]) for one in told if one["final"]]  # type: ignore[arg-type]
