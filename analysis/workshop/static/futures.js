// One click deeper: trust over time, by when, who trusts whom, human security; each picture full size, with its legend.
import { choice, h } from "./dom.js";
import { aimInWords, alike, domainName, hundred, inside, monthName, number, percent, t } from "./i18n.js";
import { area, drawing, key, redraw, stroke } from "./charts/axes.js";
import { arrival, indexInWords, security, trustFan } from "./charts/pictures.js";
import { closest, network } from "./charts/network.js";
import { mapped, ready } from "./charts/outlines.js";
import { percents } from "./intervals.js";
import * as looks from "./look.js";

const SERIES = ["trust_region", "trust_rivals", "trust_in_donors", "trust_of_donors"];
const kept = { series: SERIES[0], domain: null, moment: "end", layout: "region" };
export const DEEPER = ["trust", "arrival", "network", "security"];
export const OVER_TIME = ["trust", "network", "security"]; // views that show months

export class Futures {
  constructor(shared, send) {
    Object.assign(this, { shared, send });
    this.domains = [...Object.keys(shared.scenario.domains)].sort((one, two) => (two === shared.scenario.aim) - (one === shared.scenario.aim));
    if (!(kept.domain in shared.scenario.domains)) kept.domain = this.domains[0];
    this.places = Object.fromEntries(DEEPER.map((name) => [name, this.panel(name)]));
    ready.then(() => this.mapped());
  }

  panel(name) {
    const { aim } = this.shared.scenario;
    const svg = drawing((here) => this.scene && this.draw(name, here));
    return h("section", { class: "panel", id: `panel-${name}` },
      h("div", { class: "panelhead" }, h("h1", {}, t(`panel.${name}`, { aim: domainName(this.shared.scenario, aim) })), this.picks(name)), svg, h("p", { class: "legend" }));
  }

  picks(name) {
    const { scenario } = this.shared;
    const pick = (what, options) => choice(t(what), options, kept[what], (value) => { kept[what] = value; this.show(); }, { id: `pick-${name}-${what}` });
    const domains = pick("domain", this.domains.map((domain) => [domain, domainName(scenario, domain)]));
    if (name === "trust") return [pick("series", SERIES.filter((one) => one !== "trust_rivals" || scenario.rivals.length).map((one) => [one, t(`series.${one}`)])), domains];
    if (name !== "network") return [];
    return [pick("moment", ["start", "end"].map((one) => [one, t(`moment.${one}`)])), domains, pick("layout", ["region", "ring"].map((one) => [one, t(`layout.${one}`)]))];
  }

  draw(name, svg) {
    if (OVER_TIME.includes(name) && !this.scene.b.trust) return;
    const draws = { trust: () => trustFan(svg, this.scene, this.series), arrival: () => arrival(svg, this.scene), network: () => network(svg, this.scene, kept.domain, kept.moment, kept.layout), security: () => security(svg, this.scene) };
    draws[name]();
  }

  // The map comes after the page; where it does not show the governments, there is no choice of layouts.
  mapped() {
    const ids = this.shared.scenario.actors.filter((actor) => actor.kind === "government").map((actor) => actor.id);
    this.places.network.querySelector("#pick-network-layout").hidden = !mapped(ids);
    redraw(this.places.network.querySelector("svg.picture"));
  }

  get series() {
    return `${kept.series}.${kept.domain}`;
  }

  // Draw the view that is open, once every future of it is counted; until then the picture before it stays, and looks like it.
  show() {
    const { picture, view, scenario, counting } = this.shared;
    const place = this.places[view];
    if (!picture || !place) return;
    const { a, b, now } = picture, full = !counting, there = !OVER_TIME.includes(view) || Boolean(b.trust), svg = place.querySelector("svg.picture");
    if (full && !there) this.shared.askMonths();
    if (full && there) this.scene = { b, a, scenario, now, ends: true, past: this.past(now), tag: looks.keeps(this.shared.state) ? "as-kept" : "as-today" };
    place.classList.toggle("preview", !(full && there));
    place.classList.toggle("nobody", !a && looks.same(now, { base: now.base, settings: {}, events: [] })); // all of it is as today
    place.querySelector("h1").textContent = full && there ? this.finding(view, picture) : t("panel.counting", { panel: t(`panel.${view}`, { aim: domainName(scenario, scenario.aim) }), count: number(this.shared.all) });
    place.querySelector(".legend").replaceChildren(...(full && there ? this.legend(view, this.scene).flat() : []), full && there ? h("span", { class: "counted" }, t("futures-counted", { count: number(b.futures) })) : "");
    redraw(svg);
    if (!(full && there)) svg.setAttribute("aria-label", t("preview")); // no number of it is said
  }

  // The past of what is set; asked for once it is looked at, and kept while levers alone are moved.
  past(now) {
    const { view, picture } = this.shared;
    const of = JSON.stringify([now.base, Object.entries(now.settings).filter(([path]) => !path.startsWith("levers."))]);
    if (view === "trust" && picture && this.shared.asked !== of) {
      Object.assign(this.shared, { asked: of, past: null });
      this.send({ do: "past", look: now });
    }
    return this.shared.asked === of ? this.shared.past : null;
  }

  hear(message) {
    this.shared.past = message.past;
    this.show();
  }

  // What a picture shows, in one sentence; of a preview, only what it is about.
  finding(view, { b, a }) {
    const { scenario } = this.shared;
    const on = aimInWords(scenario), rows = b.trust?.[this.series], half = b.held[0].findIndex((share) => share * 2 >= b.chance[0]);
    const say = (one) => ({ stopped: percent(one.figures.flow_interdicted, 1), harm: number(one.figures.civilian_harm, 2) });
    const trust = { series: t(`series.${kept.series}`), domain: inside(domainName(scenario, kept.domain)), ...(rows && { start: percent(rows[2][0] / 1000), end: percent(rows[2].at(-1) / 1000), was: a && percent(a.trust[this.series][2].at(-1) / 1000) }) };
    const past = this.scene.past?.trust[this.series];
    if (past) Object.assign(trust, { begin: percent(past[2][0] / 1000), began: Math.floor(this.scene.past.first / 12) });
    const tie = view === "network" && closest(this.scene, kept.domain, kept.moment);
    const was = a && { stopped_was: say(a).stopped, harm_was: say(a).harm };
    return {
      trust: () => t(`finding.trust${past ? "-past" : ""}${a && trust.was !== trust.end ? "-both" : ""}`, trust),
      arrival: () => (b.chance[0] ? t(`finding.arrival${a && !alike(a.chance[0], b.chance[0]) ? "-both" : ""}`, { on, share: hundred(b.chance[0]), was: a && hundred(a.chance[0]), than: t(looks.keeps(this.shared.state) ? "as-kept" : "as-today"), when: monthName(scenario.first, b.at[half]) }) : t("finding.arrival-never", { on })),
      network: () => (tie ? t(`finding.network-${kept.moment}`, { one: tie.one.says, two: tie.two.says, domain: trust.domain, share: percent(tie.value / 1000) }) : t("panel.network")),
      security: () => t(a ? "finding.security-both" : "finding.security", { ...say(b), ...was }),
    }[view]();
  }

  legend(view, { b, a }) {
    const old = a ? key(t(looks.keeps(this.shared.state) ? "as-kept" : "as-today"), stroke("a middle")) : [];
    const rows = b.trust?.[this.series];
    const [share, low, high] = percents(...b.chance);
    return {
      trust: () => [key(t("legend.median", { start: percent(rows[2][0] / 1000), end: percent(rows[2].at(-1) / 1000) }), stroke("middle")), key(t("legend.bands"), area("band wide"), area("band narrow", 5)), old, this.scene.past ? key(t("legend.past", { count: number(this.scene.past.pasts) }), area("band past"), stroke("past")) : []],
      arrival: () => [key(t("legend.held", { share, low, high }), stroke("middle")), key(t("legend.met", { share: percent(b.met[0].at(-1) / 1000) }), stroke("met")), old],
      network: () => [t("legend.network")],
      security: () => [indexInWords(b), old],
    }[view]();
  }
}
