// Who trusts whom: governments in the middle, by where they lie or on a ring; donors docked on the frame.
import { s } from "../dom.js";
import { label, list, percent, t } from "../i18n.js";
import { begin, sizeOf } from "./axes.js";

const WEAKEST = 500; // thousandths of mutual trust under which no tie is drawn
// Roughly the middle of each country, degrees east and north; no borders, since a border can be the dispute.
const PLACES = { KAZ: [67, 48], KGZ: [74.5, 41.6], TJK: [71.2, 38.3], TKM: [59.2, 38.9], UZB: [63.6, 42.4] };

export function network(svg, scene, domain, moment, layout) {
  const { b, scenario } = scene;
  const trust = b.network[moment][domain];
  const actors = scenario.actors.map((actor, place) => ({ ...actor, place, says: label("actor", actor.id, actor.name) }));
  const seated = new Set(Object.values(scenario.forums).flatMap((forum) => forum.members));
  const shown = actors.filter((actor) => actor.kind === "government" || seated.has(actor.id));
  const pairs = ties(shown, trust, scenario);
  begin(svg, alt(pairs, domain, moment, scenario));
  const spots = places(svg, shown, layout);
  for (const { one, two, value } of pairs) {
    const share = Math.min(1, (value - WEAKEST) / 350);
    const [p, q] = [spots[one.id], spots[two.id]];
    const strength = share > 0.66 ? 3 : share > 0.33 ? 2 : 1;
    svg.append(s("line", { x1: p.x, y1: p.y, x2: q.x, y2: q.y, class: `tie tie${strength}`, "stroke-width": (1 + 5 * share).toFixed(1) },
      s("title", {}, `${one.says} – ${two.says}: ${percent(value / 1000)}`)));
  }
  for (const actor of shown) node(svg, actor, spots[actor.id], sizeOf(svg).text);
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

function places(svg, shown, layout) {
  const { text, ...size } = sizeOf(svg);
  const [width, height] = [Math.max(size.width, 200), Math.max(size.height, 160)];
  const [cx, cy] = [width / 2, height / 2];
  const governments = shown.filter((actor) => actor.kind === "government");
  const donors = shown.filter((actor) => actor.kind === "donor");
  const spots = {};
  const mapped = layout === "region" && governments.every((actor) => actor.id in PLACES);
  const [rx, ry] = [width / 2 - text * 2.6, height / 2 - text * 1.7];
  governments.forEach((actor, place) => {
    const angle = (-Math.PI / 2) + (2 * Math.PI * place) / governments.length;
    const [x, y] = mapped
      ? [((PLACES[actor.id][0] - 66.8) / 7.7) * rx * 0.62, (-(PLACES[actor.id][1] - 43.2) / 4.9) * ry * 0.56]
      : [Math.cos(angle) * rx * 0.5, Math.sin(angle) * ry * 0.5];
    spots[actor.id] = { x: cx + x, y: cy + y };
  });
  donors.forEach((actor, place) => {
    const angle = (-Math.PI / 2) + (2 * Math.PI * (place + 0.5)) / donors.length;
    const reach = 1 / Math.max(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle)));
    spots[actor.id] = { x: cx + Math.cos(angle) * reach * rx, y: cy + Math.sin(angle) * reach * ry };
  });
  return spots;
}

function node(svg, actor, spot, text) {
  const width = actor.id.length * text * 0.72 + text * 0.8;
  const shape = actor.kind === "government"
    ? s("rect", { x: spot.x - width / 2, y: spot.y - text * 0.95, width, height: text * 1.9, rx: text * 0.95, class: "node government" })
    : s("rect", { x: spot.x - width / 2, y: spot.y - text * 0.85, width, height: text * 1.7, rx: 3, class: "node donor" });
  svg.append(s("g", {}, s("title", {}, actor.says), shape,
    s("text", { x: spot.x, y: spot.y + text * 0.36, "text-anchor": "middle", class: `nodename ${actor.kind}` }, actor.id)));
}
