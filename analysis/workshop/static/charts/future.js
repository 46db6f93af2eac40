// One future as a picture: how trust goes, and every meeting as a bar code; up where they met, down where it was refused.
import { s } from "../dom.js";
import { capital, domainName, ending, forumName, number, t } from "../i18n.js";
import { Frame, begin, lines, sizeOf, widthsOf, zoomed } from "./axes.js";

const CURVES = 10; // lines of text that the curves of trust take
const [ROW, AIM] = [2, 3.2]; // lines of text of a forum's lane, and of the lane of what is aimed at
const MARGINS = { wide: 13.5, narrow: 8.6, none: 3.4 }, SUMS = 4.5; // letters left of the lanes for names, and right of them for sums
const GAP = 0.6; // letters between names and lanes
const NARROW = 40; // letters of width under which names are short
const REACH = 22; // pixels from a mark at which a click still means it
const TALL = { success: 0.46, failure: 0.2, unformed: 0.3 }; // of a lane

// The lanes of a future: what is aimed at, of all forums together, then every forum on anything else.
export function lanesOf(told, scenario) {
  const every = told.meetings.map((one, place) => ({ month: one[0], forum: one[1], domain: one[2], kind: ending(one[6], one[7]), place }));
  const aimed = every.filter((one) => one.domain === scenario.aim), others = every.filter((one) => one.domain !== scenario.aim);
  const forums = Object.keys(scenario.forums).filter((forum) => others.some((one) => one.forum === forum));
  return [{ name: capital(domainName(scenario, scenario.aim)), rows: AIM, aim: true, marks: aimed }, ...forums.map((forum) => ({ name: forumName(scenario, forum), rows: ROW, marks: others.filter((one) => one.forum === forum) }))];
}

export const heightOf = (lanes) => CURVES + 1.5 + lanes.reduce((sum, { rows }) => sum + rows, 0);

// `told` as it is told up to a month; `other` is the future that it parted from, at the month `parted`.
export function future(svg, { told, other, parted, scenario, month, open, named, eventName, says }) {
  const { text, width } = sizeOf(svg);
  if (!text) return;
  const lanes = lanesOf(told, scenario), room = !named ? "none" : width > NARROW * text ? "wide" : "narrow";
  const wide = (texts, aim) => widthsOf(svg, texts, rowname(aim), text).map((one) => one / text + GAP);
  const names = lanes.map(({ name, aim }) => (named ? lines(name, wide([name], aim)[0] <= MARGINS[room], 0) : []));
  const left = Math.max(MARGINS[room], ...lanes.flatMap(({ aim }, place) => wide(names[place], aim)));
  begin(svg, t("alt.timeline", { count: number(told.meetings.length), held: says }));
  const [low, high] = zoomed([told, other].filter(Boolean).flatMap((one) => Object.values(one.trust)));
  const frame = new Frame(svg, { first: scenario.first, months: scenario.months, low, high, height: CURVES * text, left, right: SUMS }).axes(undefined, 3);
  Object.keys(told.trust).forEach((domain, place) => {
    frame.line(told.at, told.trust[domain], `middle series${place} later`);
    const upTo = told.at.filter((one) => one <= month).length;
    frame.line(told.at.slice(0, upTo), told.trust[domain].slice(0, upTo), `middle series${place}`);
  });
  let top = (CURVES + 0.8) * text;
  const spots = [];
  lanes.forEach((lane, place) => {
    spots.push(...laneOf(svg, frame, lane, { top, text, month, open, name: names[place] }));
    top += lane.rows * text;
  });
  [frame.top, frame.bottom] = [0, top];
  for (const [when, id] of told.events) frame.mark(when, "happened", eventName(id));
  if (parted !== null && parted !== undefined) frame.mark(parted, "fork");
  frame.mark(month, "now");
  svg.spots = spots;
}

const rowname = (aim) => `rowname${aim ? " aim" : ""}`;

function laneOf(svg, frame, { rows, aim, marks }, { top, text, month, open, name }) {
  const height = rows * text, zero = top + height * 0.56, unit = height, wide = text * (aim ? 0.34 : 0.2);
  name.forEach((line, place, { length }) => svg.append(s("text", { x: 0, y: zero + text * (0.3 + (place - (length - 1) / 2) * 0.92), class: rowname(aim) }, line)));
  if (aim) svg.append(s("text", { x: frame.width, y: zero - text * 1.1, "text-anchor": "end", class: "rowname" }, t("told.met")));
  const met = marks.filter(({ kind }) => kind !== "unformed").length;
  svg.append(s("line", { x1: frame.left, x2: frame.right, y1: zero, y2: zero, class: "grid" }),
    s("text", { x: frame.width, y: zero + text * 0.3, "text-anchor": "end", class: "rowname" }, `${number(met)} · ${number(marks.length - met)}`));
  return marks.map((mark) => {
    const x = frame.x(mark.month), tall = TALL[mark.kind] * unit, up = mark.kind !== "unformed";
    const classes = ["meet", mark.kind, aim ? "aim" : "", mark.month > month ? "later" : "", mark.place === open ? "open" : ""].filter(Boolean).join(" ");
    svg.append(s("rect", { x: x - wide / 2, y: up ? zero - 1 - tall : zero + 2, width: wide, height: tall, class: classes, "data-place": mark.place }));
    if (mark.place === open) svg.append(s("circle", { cx: x, cy: zero + (up ? -tall / 2 : tall / 2), r: text * 0.75, class: "chosen" }));
    return { x, y: zero + (up ? -tall / 2 : tall / 2), place: mark.place };
  });
}

// The meeting nearest to where somebody pressed; none where all are far.
export function nearest(svg, { clientX, clientY }) {
  const { left, top } = svg.getBoundingClientRect();
  const away = ({ x, y }) => Math.hypot(clientX - left - x, clientY - top - y);
  const best = (svg.spots ?? []).reduce((found, one) => (!found || away(one) < away(found) ? one : found), null);
  return best && away(best) <= REACH ? best.place : null;
}
