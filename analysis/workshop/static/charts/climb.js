// Two pictures of the answer: a hundred dots, one for each of 100 futures, and the ladder with before and after.
import { s } from "../dom.js";
import { alike, capital, domainName, hundred, label, t, whole } from "../i18n.js";
import { begin, lines, sizeOf, widthsOf } from "./axes.js";

const COLUMNS = 20, PITCH = 21; // dots in a row, and pixels between them
const [DOT, RING, NEVER] = [0.36, 0.13, 0.13]; // radius of a dot, width of a ring, radius of a small dot, of the pitch
const [NAMES, NUMBERS] = [13, 4.6]; // letters that the names and the numbers of rungs take
const [LONGEST, LONGEST_BOLD] = [20, 23]; // letters of a name in one line
const NOTCH = 5; // pixels
const [SMALLER, LEAST] = [0.86, 20]; // letters of what a part waits for in two lines, of the size of text; pixels on a projector
const CONDENSED = 0.92; // of their width, the least that letters of a name too long for a picture have
const NARROW = 27; // letters of width under which names stand above their rungs

// Filled: still standing at the end; ring: reached, not kept; small: never. A step line goes round those as today, a dashed
// one round as many as were guessed.
export function dots(svg, b, a, guess = null) {
  const [held, last] = [whole(b.chance[0]), whole(b.last)];
  const colour = a ? "now" : "then", today = a ? whole(a.chance[0]) : 0;
  begin(svg, t(a ? "alt.dots-both" : "alt.dots", { held, last, today }));
  svg.setAttribute("viewBox", `-2 -2 ${COLUMNS * PITCH + 4} ${(100 / COLUMNS) * PITCH + 4}`);
  for (let place = 0; place < 100; place += 1) {
    const kind = place < last ? "full" : place < held ? "ring" : "never";
    const r = { full: DOT, ring: DOT - RING / 2, never: NEVER }[kind] * PITCH;
    svg.append(s("circle", { cx: ((place % COLUMNS) + 0.5) * PITCH, cy: (Math.floor(place / COLUMNS) + 0.5) * PITCH, r, class: `dot ${kind} ${colour}`, "stroke-width": RING * PITCH }));
  }
  if (today) svg.append(s("path", { d: around(today), class: "around" }));
  if (guess) svg.append(s("path", { d: around(guess), class: "around guessed" }));
}

function around(count) {
  const full = Math.floor(count / COLUMNS), rest = (count % COLUMNS) * PITCH, wide = COLUMNS * PITCH;
  if (!full) return `M0 0H${rest}V${PITCH}H0Z`;
  return `M0 0H${wide}V${full * PITCH}${rest ? `H${rest}V${(full + 1) * PITCH}` : ""}H0Z`;
}

// One ladder of as many parts as there are domains, the one aimed at on top; a rung is as wide as 100 futures. `marked`: the
// number of the page stands on the first rung of the aim, as a mark.
export function ladder(svg, { b, a, scenario, marked = false, tag = t("as-today") }) {
  const { width, height, text } = sizeOf(svg);
  const parts = partsOf(scenario);
  const names = parts.flatMap(({ domain, rungs }) => rungs.map(([id, name], place) => `${label("rung", id, name)} ${hundred(b.climb[domain][place][0])}`));
  begin(svg, t("alt.climb", { year: lastYear(scenario), rungs: names.join(", ") }));
  const narrow = width < NARROW * text, rows = parts.reduce((sum, { rungs }) => sum + rungs.length, 0);
  const step = height / (rows + 0.9 * parts.length + (parts.length - 1) * 0.2);
  const single = !narrow && step < 2.1 * text; // names have one line, however long they are
  const left = narrow ? 3 : Math.max(NAMES * text, single ? widest(svg, parts, text) + text * 0.7 : 0), right = width - NUMBERS * text - (a ? text * 1.8 : 0);
  const draw = { svg, b, a, marked, tag, text, step, left, right, width, narrow, beam: Math.min(0.9 * text, step * 0.4), year: lastYear(scenario) };
  svg.append(s("text", { x: width, y: step * 0.6, "text-anchor": "end", class: "numbersays" }, t("still-going-short")));
  parts.reduce((top, part) => partOf(draw, part, top, scenario), 0);
}

export const lastYear = (scenario) => Math.floor((scenario.first + scenario.months - 1) / 12);

function partsOf(scenario) {
  const others = Object.keys(scenario.domains).filter((domain) => domain !== scenario.aim);
  return [scenario.aim, ...others].map((domain) => ({ domain, ...scenario.domains[domain] }));
}

// The width of the longest name of a rung, in pixels.
function widest(svg, parts, text) {
  return Math.max(...widthsOf(svg, parts.flatMap(({ rungs }) => rungs.map(([id, name]) => capital(label("rung", id, name)))), "rungname", text));
}

// A part of the ladder below `top`; returns where it ends.
function partOf(draw, { domain, rungs, gate }, top, scenario) {
  const { svg, text, step, left, right, narrow } = draw;
  const first = top + step * 0.9, end = first + rungs.length * step;
  lines(domainName(scenario, domain), narrow || step < 2.1 * text, LONGEST_BOLD).forEach((line, place, { length }) =>
    svg.append(s("text", { x: narrow ? 0 : left - text * 0.7, y: top + step * 0.6 + text * (place - (length - 1) / 2) * 1.02, "text-anchor": narrow ? "start" : "end", class: "rungpart" }, line)));
  rungs.forEach(([id, name], place) => rung(draw, capital(label("rung", id, name)), draw.b.climb[domain][place], draw.a?.climb[domain][place], end - (place + 0.5) * step, draw.marked && domain === scenario.aim && !place && scenario.lasting));
  for (const x of [left, right]) svg.append(s("line", { x1: x, x2: x, y1: first, y2: end, class: "rail" }));
  if (!gate) return end;
  const [other, needed] = gate, [, own] = scenario.domains[other].rungs.find(([rungId]) => rungId === needed);
  const over = waitsFor(draw, t("gate-says", { rung: label("rung", needed, own) }), end + step * (narrow ? 0.35 : 0.6));
  for (const x of over ? [left] : [left, right]) svg.append(s("line", { x1: x, x2: x, y1: end + 3, y2: end + step * 1.1, class: "rail gate" }));
  return end + step * 0.2;
}

// What a part waits for, right of the left rail, its letters as wide as all others: in one line or, where there is room for
// two, in two smaller ones; it may pass the right rail, beside which no number stands here. Returns whether it does.
function waitsFor({ svg, text, step, left, right, width }, says, y) {
  const x = left + text * 0.45, between = right - x - text * 0.45, room = width - x, small = text < LEAST ? text * SMALLER : text;
  const twice = step > 2.2 * small, ways = [[text, [says]], ...(twice ? [[small, lines(says, false, 0)]] : [])];
  const widest = ([size, written]) => Math.max(...widthsOf(svg, written, "gatesays", size)), fits = (most) => ways.find((way) => widest(way) <= most);
  const [size, written] = fits(between) ?? [...ways].reverse().find((way) => widest(way) <= room) ?? ways.at(-1), inOne = written.length === 1;
  const over = widest([size, written]), least = Math.max(room, over * CONDENSED);
  written.forEach((line, place) => svg.append(s("text", { x, y: inOne ? y : y + size * (place - 0.3) * 1.05, class: "gatesays", style: `font-size: ${size}px`,
    ...(over > room ? { textLength: (widthsOf(svg, [line], "gatesays", size)[0] * least) / over, lengthAdjust: "spacingAndGlyphs" } : {}) }, line)));
  return over > between;
}

function rung(draw, name, [last, met], before, y, lasting) {
  const { svg, text, step, left, right, narrow, beam, a, b } = draw;
  const colour = a ? "now" : "then", top = y - beam / 2 + (narrow ? step * 0.2 : 0);
  const wide = (value) => (value ? Math.max(1.5, ((right - left) * value) / 1000) : 0);
  const bar = (value, from, height, className) => value && s("rect", { x: left, y: from, width: wide(value), height, class: `beam ${className}` });
  const notch = (one, from, height, className) => s("rect", { x: left + ((right - left) * one.chance[0]) / 1000 - NOTCH / 2, y: from, width: NOTCH, height, class: `notch ${className}` });
  const notches = !lasting ? [] : [notch(b, top - 3, beam + (a ? 3 : 6), colour), ...(a ? [notch(a, top + beam + 1, beam * 0.4 + 5, "then")] : [])];
  const ofThem = lasting ? `; ${t("lasting-mark", lasting)} ${hundred(b.chance[0])}` : "";
  const says = `${name}: ${t("met-once")} ${hundred(met)}, ${t("still-going", { year: draw.year })} ${hundred(last)}${before ? `; ${draw.tag} ${hundred(before[1])}, ${hundred(before[0])}` : ""}${ofThem}`;
  svg.append(s("g", {}, s("title", {}, says), s("rect", { x: 0, y: y - step / 2, width: right + NUMBERS * text, height: step, fill: "transparent" }),
    s("line", { x1: left, x2: right, y1: top + beam / 2, y2: top + beam / 2, class: "track" }),
    ...[bar(met, top, beam, `${colour} pale`), bar(last, top, beam, colour),
      ...(before ? [bar(before[1], top + beam + 2, beam * 0.4, "then pale"), bar(before[0], top + beam + 2, beam * 0.4, "then")] : [])].filter(Boolean), ...notches,
    ...lines(name, narrow || step < 2.1 * text, LONGEST).map((line, place, { length }) => s("text", narrow ? { x: left + 6, y: top - 4, class: "rungname" } : { x: left - text * 0.7, y: y + text * (0.36 + (place - (length - 1) / 2) * 1.02), "text-anchor": "end", class: "rungname" }, line)),
    pair(right + text * 0.7, top + beam / 2 + text * 0.36, last, before?.[0])));
}

// "29 → 61", or one number where both are the same.
function pair(x, y, now, before) {
  const [one, two] = [before, now].map((value) => value === undefined ? null : hundred(value));
  if (one === null) return s("text", { x, y, class: "then strong" }, two);
  if (alike(before, now)) return s("text", { x, y, class: "same" }, two);
  return s("text", { x, y }, s("tspan", { class: "then" }, one), s("tspan", { class: "same" }, " → "), s("tspan", { class: "now strong" }, two));
}

export const ladderRows = (scenario) => Object.values(scenario.domains).reduce((sum, { rungs }) => sum + rungs.length + 1.1, 0);
