// The view of all futures: six panels, each a picture with its legend in words.
import { choice, h } from "./dom.js";
import { label, number, percent, t } from "./i18n.js";
import { area, drawing, key, redraw, stroke } from "./charts/axes.js";
import { arrival, indexInWords, ladder, security, trustFan } from "./charts/pictures.js";
import { network } from "./charts/network.js";
import { mapped, ready } from "./charts/outlines.js";

const SERIES = ["trust_region", "trust_rivals", "trust_in_donors", "trust_of_donors"];
const kept = { series: SERIES[0], trustDomain: null, club: "anywhere", moment: "end", layout: "region", netDomain: null };

export class Futures {
  constructor(shared, before) {
    this.shared = shared;
    const { scenario, state } = shared;
    const known = before?.last?.now.base === state.now.base ? before : null; // pictures of another scenario would not fit
    this.before = known?.before ?? null;
    this.last = known?.last ?? null;
    this.domains = [...Object.keys(scenario.domains)].sort((one, two) => (one === scenario.aim) - (two === scenario.aim));
    for (const one of ["trustDomain", "netDomain"]) if (!(kept[one] in scenario.domains)) kept[one] = this.domains[0];
    this.svgs = [];
    this.place = h("div", { class: "grid" }, this.panels());
    ready.then(() => this.mapped());
  }

  panels() {
    const { scenario } = this.shared;
    const domainName = (domain) => label("domain", domain, scenario.domains[domain].name);
    const pick = (name, what, options) => choice(t(name), options, kept[what], (value) => { kept[what] = value; this.show(); }, { id: `pick-${what}` });
    const clubs = ["anywhere", "both_rivals", "one_rival", "no_rival"].map((club) => [club, t(`club.${club}`)]);
    const domains = this.domains.map((domain) => [domain, domainName(domain)]);
    return [
      this.panel("trust", t("panel.trust"), (svg) => trustFan(svg, this.scene, this.series),
        pick("series", "series", SERIES.filter((name) => name !== "trust_rivals" || scenario.rivals.length).map((name) => [name, t(`series.${name}`)])), pick("domain", "trustDomain", domains)),
      ...this.domains.map((domain, place) => this.panel(`ladder-${domain}`, t("panel.ladder", { domain: domainName(domain) }),
        (svg) => ladder(svg, this.scene, domain, kept.club), ...(place === 0 ? [pick("club", "club", clubs)] : []))),
      this.panel("arrival", t("panel.arrival", { aim: domainName(scenario.aim) }), (svg) => arrival(svg, this.scene)),
      this.panel("network", t("panel.network"), (svg) => network(svg, this.scene, kept.netDomain, kept.moment, kept.layout),
        pick("moment", "moment", [["start", t("moment.start")], ["end", t("moment.end")]]), pick("domain", "netDomain", domains),
        pick("layout", "layout", [["region", t("layout.region")], ["ring", t("layout.ring")]])),
      this.panel("security", t("panel.security"), (svg) => security(svg, this.scene)),
    ];
  }

  // The map comes after the page; where it does not show the governments, there is no choice of layouts.
  mapped() {
    const ids = this.shared.scenario.actors.filter((actor) => actor.kind === "government").map((actor) => actor.id);
    this.place.querySelector("#pick-layout").hidden = !mapped(ids);
    this.svgs.forEach(redraw);
  }

  get series() {
    return `${kept.series}.${kept.trustDomain}`;
  }

  panel(id, title, draw, ...picks) {
    const svg = drawing((here) => this.scene && draw(here));
    this.svgs.push(svg);
    return h("section", { class: "panel", id: `panel-${id}`, "aria-label": title },
      h("div", { class: "panelhead" }, h("h2", {}, title), picks), svg, h("p", { class: "legend" }));
  }

  legend(id, ...parts) {
    this.place.querySelector(`#panel-${id} .legend`).replaceChildren(...parts.flat());
  }

  show() {
    const { picture, state } = this.shared;
    this.place.classList.toggle("waiting", !picture);
    if (!picture) return;
    if (picture.final && this.last && this.last.seenLook !== JSON.stringify(picture.now)) this.before = this.last;
    if (picture.final) {
      this.last = { ...picture, seenLook: JSON.stringify(picture.now) };
      const again = document.getElementById("tool-replay");
      if (again) again.disabled = !this.before;
    }
    if (!this.place.hidden) this.draw(picture, state.against && picture.a);
  }

  draw(picture, a) {
    this.scene = { b: picture.b, a, scenario: this.shared.scenario, now: picture.now };
    this.legends(picture, a);
    this.svgs.forEach(redraw);
    document.getElementById("counted")?.replaceChildren(t("futures-counted", { count: number(picture.b.futures) }));
  }

  legends({ b }, a) {
    const { scenario } = this.shared;
    const old = () => (a ? key(t("legend.a"), stroke("a middle")) : []);
    const rows = b.trust[this.series];
    this.legend("trust", key(t("legend.median", { start: percent(rows[2][0] / 1000), end: percent(rows[2].at(-1) / 1000) }), stroke("middle")),
      key(t("legend.bands"), area("band wide"), area("band narrow", 5)), old());
    for (const domain of this.domains) {
      const values = b.ladders[domain][kept.club];
      this.legend(`ladder-${domain}`, scenario.domains[domain].rungs.map(([id, name], place) =>
        key(`${label("rung", id, name)} ${percent(values[place].at(-1) / 1000)}`, area(`rung rung${place}`), stroke(`rungline rungline${place}`))), old());
    }
    const [share, low, high] = b.chance.map((value) => percent(value / 1000));
    this.legend("arrival", h("strong", { class: "headline", id: "headline" }, t("headline", { count: number(b.chance[0] / 10) })),
      key(t("legend.held", { share, low, high }), stroke("middle")), key(t("legend.met", { share: percent(b.met[0].at(-1) / 1000) }), stroke("met")), old());
    this.legend("network", t("legend.network"));
    this.legend("security", indexInWords(b), old());
  }

  replay() {
    if (!this.before || !this.last) return;
    const [before, last] = [this.before, this.last];
    this.draw(before, null);
    this.place.classList.add("replaying");
    setTimeout(() => { this.place.classList.remove("replaying"); this.draw(last, this.shared.state.against && last.a); }, 1500);
  }
}
