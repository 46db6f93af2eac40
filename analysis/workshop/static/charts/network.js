// Who trusts whom: governments in the middle, on the map or on a ring; donors docked on the frame.
import { s } from "../dom.js";
import { label, list, percent, short, t } from "../i18n.js";
import { begin, sizeOf } from "./axes.js";
import { labelled, land, mapped, side } from "./outlines.js";

const WEAKEST = 500; // thousandths of mutual trust under which no tie is drawn

export function network(svg, scene, domain, moment, layout) {
  const { b, scenario } = scene;
  const shown = shownOf(scenario);
  const pairs = ties(shown, b.network[moment][domain], scenario);
  const onMap = layout === "region" && mapped(shown.filter((actor) => actor.kind === "government").map((actor) => actor.id));
  const ground = onMap ? groundOf(svg) : null;
  begin(svg, alt(pairs, domain, moment, scenario), ground);
  const spots = places(svg, shown, onMap);
  for (const { one, two, value } of pairs) {
    const share = Math.min(1, (value - WEAKEST) / 350);
    const [p, q] = [spots[one.id], spots[two.id]];
    const strength = share > 0.66 ? 3 : share > 0.33 ? 2 : 1;
    svg.append(s("path", { d: course(p, q, svg), fill: "none", class: `tie tie${strength}`, "stroke-width": (1 + 5 * share).toFixed(1) },
      s("title", {}, `${one.says} – ${two.says}: ${percent(value / 1000)}`)));
  }
  for (const actor of shown) node(svg, actor, spots[actor.id], sizeOf(svg).text);
}

// Governments, and donors that have a seat in a forum.
function shownOf(scenario) {
  const actors = scenario.actors.map((actor, place) => ({ ...actor, place, says: label("actor", actor.id, actor.name) }));
  const seated = new Set(Object.values(scenario.forums).flatMap((forum) => forum.members));
  return actors.filter((actor) => actor.kind === "government" || seated.has(actor.id));
}

// The tie of most mutual trust; none where all are under one half.
export const closest = ({ b, scenario }, domain, moment) => ties(shownOf(scenario), b.network[moment][domain], scenario).at(-1);

const wide = (actor, text) => short(actor.id, actor.name).length * text * 0.68 + text * 0.8;

// Push names that lie over each other apart, along the way that is shorter.
function apart(actors, spots, text) {
  for (let round = 0; round < 50; round += 1) {
    let moved = false;
    actors.forEach((one, place) => actors.slice(place + 1).forEach((two) => {
      const [p, q] = [spots[one.id], spots[two.id]];
      const x = (wide(one, text) + wide(two, text)) / 2 + 2 - Math.abs(p.x - q.x);
      const y = text * 1.9 + 2 - Math.abs(p.y - q.y);
      if (x <= 0 || y <= 0) return;
      moved = true;
      const [along, by] = x < y ? ["x", x] : ["y", y];
      const way = p[along] < q[along] ? by / 2 : -by / 2;
      p[along] -= way;
      q[along] += way;
    }));
    if (!moved) return;
  }
}

// A straight tie; one along the frame bends toward the middle, or it would lie behind those between.
function course(p, q, svg) {
  const { cx, cy } = extent(svg);
  const [x, y] = [(p.x + q.x) / 2, (p.y + q.y) / 2];
  const along = Math.abs(p.x - q.x) < 1 || Math.abs(p.y - q.y) < 1;
  const far = Math.hypot(cx - x, cy - y);
  const bend = along && far > 1 ? (0.35 * Math.hypot(p.x - q.x, p.y - q.y)) / far : 0;
  return `M${p.x.toFixed(1)} ${p.y.toFixed(1)}Q${(x + (cx - x) * bend).toFixed(1)} ${(y + (cy - y) * bend).toFixed(1)} ${q.x.toFixed(1)} ${q.y.toFixed(1)}`;
}

function ties(shown, trust, scenario) {
  const colleagues = new Set();
  for (const forum of Object.values(scenario.forums)) for (const one of forum.members) for (const two of forum.members) colleagues.add(`${one} ${two}`);
  const found = [];
  shown.forEach((one, place) => shown.slice(place + 1).forEach((two) => {
    const value = (trust[one.place][two.place] + trust[two.place][one.place]) / 2;
    if (value >= WEAKEST && colleagues.has(`${one.id} ${two.id}`)) found.push({ one, two, value });
  }));
  return found.sort((one, two) => one.value - two.value);
}

function alt(pairs, domain, moment, scenario) {
  const strongest = pairs.slice(-3).reverse().map(({ one, two, value }) => `${one.says} – ${two.says} ${percent(value / 1000)}`);
  return t("alt.network", { domain: label("domain", domain, scenario.domains[domain].name), count: pairs.length, strongest: strongest.length ? list(strongest) : "–", when: t(`moment.${moment}`) });
}

// The middle of a picture, and how far donors and governments lie from it.
function extent(svg) {
  const { text, ...size } = sizeOf(svg);
  const [width, height] = [Math.max(size.width, 200), Math.max(size.height, 160)];
  return { cx: width / 2, cy: height / 2, rx: width / 2 - text * 2.8, ry: height / 2 - text * 1.1, inner: [width - text * 11, height - text * 5.5] };
}

const grounds = new WeakMap(); // the map of a picture, and for which size it was drawn

// The outlines under the ties; drawn anew only for another size.
function groundOf(svg) {
  const { cx, cy, inner } = extent(svg);
  const size = [cx, cy, ...inner].join(" ");
  if (grounds.get(svg)?.size !== size) grounds.set(svg, { size, path: s("path", { d: land(...inner), transform: `translate(${cx} ${cy})`, class: "land" }) });
  return grounds.get(svg).path;
}

function places(svg, shown, onMap) {
  const { cx, cy, rx, ry, inner } = extent(svg);
  const governments = shown.filter((actor) => actor.kind === "government");
  const donors = shown.filter((actor) => actor.kind === "donor");
  const spots = {};
  governments.forEach((actor, place) => {
    const angle = (-Math.PI / 2) + (2 * Math.PI * place) / governments.length;
    const [x, y] = onMap ? labelled(actor.id, ...inner) : [Math.cos(angle) * rx * 0.5, Math.sin(angle) * ry * 0.5];
    spots[actor.id] = { x: cx + x, y: cy + y };
  });
  apart(governments, spots, sizeOf(svg).text);
  donors.forEach((actor, place) => {
    const [x, y] = onMap ? docked(actor, donors) : around(place, donors.length);
    spots[actor.id] = { x: cx + x * rx, y: cy + y * ry };
  });
  return spots;
}

// On the frame, from -1 to 1 either way: on the side from which a donor comes, or spread evenly.
function docked(actor, donors) {
  const here = donors.filter((other) => side(other.id) === side(actor.id));
  const along = (2 * (here.indexOf(actor) + 1)) / (here.length + 1) - 1;
  return { north: [along, -1], south: [along, 1], west: [-1, along], east: [1, along] }[side(actor.id)];
}

function around(place, count) {
  const angle = (-Math.PI / 2) + (2 * Math.PI * (place + 0.5)) / count;
  const reach = 1 / Math.max(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle)));
  return [Math.cos(angle) * reach, Math.sin(angle) * reach];
}

function node(svg, actor, spot, text) {
  const name = short(actor.id, actor.name);
  const width = wide(actor, text);
  const shape = actor.kind === "government"
    ? s("rect", { x: spot.x - width / 2, y: spot.y - text * 0.95, width, height: text * 1.9, rx: text * 0.95, class: "node government" })
    : s("rect", { x: spot.x - width / 2, y: spot.y - text * 0.85, width, height: text * 1.7, rx: 3, class: "node donor" });
  svg.append(s("g", {}, s("title", {}, actor.says), shape,
    s("text", { x: spot.x, y: spot.y + text * 0.36, "text-anchor": "middle", class: `nodename ${actor.kind}` }, name)));
}
