// The pictures of the stage; each takes an svg, a picture B, perhaps a picture A, and what it needs to name things.
import { s } from "../dom.js";
import { current, monthName, number, percent, t } from "../i18n.js";
import { percents } from "../intervals.js";
import { Frame, begin, ceiling, sizeOf, zoomed } from "./axes.js";

const NARROW = 30; // letters of width under which captions begin at the edge

const forks = (frame, look) => look.events.forEach(([, month]) => frame.mark(month, "fork"));

// Trust over time: the past in grey where it is known, the start as a wall, then the futures; labels at the ends.
export function trustFan(svg, scene, series) {
  const { b, a, scenario, now, past } = scene, rows = b.trust[series], before = past?.months ?? 0;
  const last = (fan) => fan[2][fan[2].length - 1] / 1000;
  const [lowest, highest] = percents(rows[0].at(-1), rows[4].at(-1));
  begin(svg, t("alt.fan", { what: t(`series.${series.split(".")[0]}`), start: percent(rows[2][0] / 1000), end: percent(last(rows)), low: lowest, high: highest }));
  const fans = [rows, a?.trust[series], past?.trust[series]].filter(Boolean);
  const [low, high] = zoomed(fans.flatMap((fan) => [fan[0], fan[4]]), past ? 200 : 400);
  const wide = sizeOf(svg).width > 40 * sizeOf(svg).text, ends = !scene.ends ? 0 : wide ? 11 : 2.6; // letters for labels at the ends
  const frame = new Frame(svg, { first: scenario.first - before, months: before + scenario.months, low, high, right: 0.8 + ends, bottom: past ? 4.6 : 1.9 }).axes();
  if (past) history(frame, { ...past, shocks: past.shocks[series] }, past.trust[series]);
  frame.from = before;
  fanOf(frame, b, rows, a, a && a.trust[series]);
  forks(frame, now);
  if (ends) frame.ends([[rows[2].at(-1), t(a ? "with-change" : scene.tag), a ? "series0" : "series1"], ...(a ? [[a.trust[series][2].at(-1), t(scene.tag), "series1"]] : [])], (value) => percent(value / 1000), wide);
  reads(frame, scenario, b, rows[2], a && a.trust[series][2], (value) => percent(value / 1000, 1));
}

// The simulated past, the wall at which it ends, and the shocks that moved it.
function history(frame, { at, months, shocks }, fan) {
  frame.band(at, fan[0], fan[4], "band past");
  frame.band(at, fan[1], fan[3], "band past near");
  frame.line(at, fan[2], "past");
  frame.mark(months, "wall");
  if (frame.x(months) - frame.left > 12 * frame.text) frame.note(months, t("the-past"), "end", frame.top + frame.text * 0.8);
  const rows = [[], []]; // where names stand already; the largest shock chooses first
  for (const [month, names] of shocks) {
    const year = String(Math.floor((frame.first + month) / 12)), name = names[current()] ?? names.en;
    const text = name.includes(year) ? name : `${year} ${name}`, x = frame.x(month), half = text.length * frame.text * 0.28;
    const row = rows.findIndex((taken) => taken.every(([low, high]) => x + half < low || x - half > high));
    frame.tick(month);
    if (row < 0) continue;
    rows[row].push([x - half, x + half]);
    frame.note(month, text, "middle", frame.bottom + frame.text * (2.9 + 1.25 * row));
  }
}

const span = (scenario) => ({ first: scenario.first, months: scenario.months });

// What stands at a month, for the pointer: the middle of now, and of what it is compared with.
function reads(frame, scenario, b, now, was, say) {
  const line = (name, row, place) => `${t(name)} ${say(row[place])}`;
  frame.read(b.at, (place) => [monthName(scenario.first, b.at[place]), ...(was ? [line("with-change", now, place), line("as-today", was, place)] : [say(now[place])])]);
}

function fanOf(frame, b, rows, a, other) {
  frame.band(b.at, rows[0], rows[4], "band wide");
  frame.band(b.at, rows[1], rows[3], "band narrow");
  if (other) {
    for (const quantile of [0, 4]) frame.line(a.at, other[quantile], "a edge");
    frame.line(a.at, other[2], "a middle");
  }
  frame.line(b.at, rows[2], "middle");
}

export function arrival(svg, scene) {
  const { b, a, scenario, now } = scene;
  const most = Math.max(b.held[2].at(-1), b.met[0].at(-1), a ? a.held[2].at(-1) : 0);
  const [share, low, high] = percents(...b.chance);
  begin(svg, t("alt.arrival", { share, low, high, met: percent(b.met[0].at(-1) / 1000) }));
  const frame = new Frame(svg, { ...span(scenario), high: ceiling(most, [50, 100, 200, 300, 400, 600, 800, 1000]) }).axes();
  frame.band(b.at, b.held[1], b.held[2], "band wide");
  frame.line(b.at, b.met[0], "met");
  if (a) frame.line(a.at, a.held[0], "a middle");
  frame.line(b.at, b.held[0], "middle");
  forks(frame, now);
  reads(frame, scenario, b, b.held[0], a && a.held[0], (value) => percent(value / 1000));
}

export function security(svg, scene) {
  const { b, a, scenario, now } = scene;
  const half = sizeOf(svg).height / 2, narrow = sizeOf(svg).width < NARROW * sizeOf(svg).text;
  const parts = [
    ["interdicted", b.stopped, a?.stopped, (value) => percent(value / 10000, value % 100 ? 1 : 0), [100, 200, 400, 600, 800, 1000, 2000, 5000, 10000]],
    ["harm", b.harm, a?.harm, (value) => number(value / 1000, value % 1000 ? 1 : 0), [1000, 2000, 4000, 6000, 8000, 10000, 20000, 50000]],
  ];
  begin(svg, t("alt.security", { stopped: percent(b.figures.flow_interdicted, 1), harm: number(b.figures.civilian_harm, 2), index: number(b.figures.human_security * 100) }));
  parts.forEach(([name, rows, other, say, steps], place) => {
    const most = Math.max(...rows[4], ...(other ? other[4] : [0]));
    const frame = new Frame(svg, { ...span(scenario), high: ceiling(most, steps), height: half, offset: half * place, top: 1.9 });
    frame.axes(say, 3);
    svg.append(s("text", narrow ? { x: 0, y: frame.top - frame.text * 0.9, class: "caption" } : { x: frame.left, y: frame.top - frame.text * 0.6, class: "caption" }, t(`series.${name}`)));
    fanOf(frame, b, rows, a, other);
    forks(frame, now);
    reads(frame, scenario, b, rows[2], other && other[2], name === "harm" ? (value) => number(value / 1000, 2) : (value) => percent(value / 10000, 2));
  });
}

// The human-security index in words, by the three ways of weighing what it is made of.
export function indexInWords({ figures }) {
  const [index, civilians, flow] = ["human_security", "human_security_civilians_first", "human_security_flow_first"].map((name) => number(figures[name] * 100));
  return t("legend.security", { index, civilians, flow });
}
