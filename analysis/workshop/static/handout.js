// The hand-out: one A4 page of what the room did, to print, or as one file that needs no network.
import { button, download, h } from "./dom.js";
import { current, label, list, monthName, number, percent, t } from "./i18n.js";
import { drawing, sizeOf } from "./charts/axes.js";
import { arrival, trustFan } from "./charts/pictures.js";
import { leverName, worded } from "./levers.js";
import { actorName, forumName } from "./told.js";

export class Handout {
  constructor(shared, before) {
    Object.assign(this, { shared, tried: before?.tried ?? [] });
    this.sheet = h("article", { class: "sheet", lang: current() });
    this.place = h("div", { class: "handout" },
      h("div", { class: "row noprint" }, button(t("print"), () => print(), { id: "print", class: "first" }), button(t("save-html"), () => this.save(), { id: "save-html" }), h("a", { href: "/guide" }, t("guide-and-cards"))), this.sheet);
  }

  // What was tried, in order, each with its chance.
  remember(picture) {
    if (!picture.done) return;
    const key = JSON.stringify(picture.now);
    this.tried = [...this.tried.filter((one) => one.key !== key), { key, look: picture.now, chance: picture.b.chance }].slice(-8);
    if (this.place && !this.place.hidden) this.show();
  }

  show() {
    const { picture, scenario, state, room } = this.shared;
    if (!picture) return;
    const scene = { b: picture.b, a: null, scenario, now: picture.now };
    const pictures = [drawing((svg) => trustFan(svg, scene, `trust_region.${Object.keys(scenario.domains)[0]}`)), drawing((svg) => arrival(svg, scene))];
    const aim = label("domain", scenario.aim, scenario.domains[scenario.aim].name);
    const [share, low, high] = picture.b.chance.map((value) => percent(value / 1000));
    this.sheet.replaceChildren(...[
      h("h1", {}, label("preset", state.now.base, scenario.title)), h("p", { class: "question" }, label("question", state.now.base, scenario.question)),
      h("p", { class: "notforecast" }, t("not-a-forecast")),
      h("h2", {}, t("handout.settings")), this.settings(state.now, scenario),
      h("h2", {}, t("handout.futures", { count: number(picture.b.futures) })), h("p", {}, t("handout.headline", { aim, share, low, high })),
      h("div", { class: "pair" }, h("figure", {}, h("figcaption", {}, t("panel.trust")), pictures[0], h("span", {}, t("handout.fan"))), h("figure", {}, h("figcaption", {}, t("panel.arrival", { aim })), pictures[1], h("span", {}, t("handout.lines")))),
      this.triedList(), this.decisions(room, scenario), this.predictions(room, picture),
      h("h2", {}, t("handout.assumptions")), h("p", {}, t("handout.assumptions-say")),
      h("p", { class: "quiet" }, t("handout.made", { seed: number(scenario.seed), when: new Intl.DateTimeFormat(current(), { dateStyle: "long" }).format(new Date()) })),
    ].flat().filter(Boolean));
  }

  settings(look, scenario) {
    const items = [...Object.entries(look.settings).map(([path, value]) => { const lever = this.shared.levers.find((one) => one.path === path); return `${leverName(lever)}: ${worded(lever, value)}`; }),
      ...look.events.map(([kind, month]) => `${monthName(scenario.first, month)}: ${t(`shock.${kind}`)}`)];
    return items.length ? h("ul", {}, items.map((text) => h("li", {}, text))) : h("p", {}, t("nothing-changed"));
  }

  triedList() {
    const others = this.tried.slice(0, -1);
    if (!others.length) return null;
    return [h("h2", {}, t("handout.tried")), h("ul", { class: "tight" }, others.map(({ look, chance }) => h("li", {}, `${label("preset", look.base, look.base)}${Object.keys(look.settings).length + look.events.length ? ` (${t("changes-count", { count: number(Object.keys(look.settings).length + look.events.length) })})` : ""}: ${percent(chance[0] / 1000)}`)))];
  }

  decisions(room, scenario) {
    if (!room?.rounds.length) return null;
    return [h("h2", {}, t("handout.decisions")), h("ol", { class: "tight" }, room.rounds.slice(-6).map((one) => {
      const made = Object.entries(one.outcome.decided).map(([actor, came]) => `${actorName(scenario, actor)} ${t(came ? "came" : "stayed-away")}`);
      return h("li", {}, `${monthName(scenario.first, one.month)}, ${forumName(scenario, one.forum)}: ${made.length ? list(made) : "–"}. ${t(one.outcome.formed ? "met" : "not-met")}; ${t("model-would", { what: t(one.model.formed ? "met" : "not-met") })}.`);
    }))];
  }

  predictions(room, picture) {
    if (!room?.revealed || !room.predictions.length) return null;
    const ends = room.predictions.map((guess) => guess[3]).sort((one, two) => one - two);
    return [h("h2", {}, t("predictions")), h("p", {}, t("handout.predictions", { count: number(ends.length), low: number(ends[0]), middle: number(ends[Math.floor(ends.length / 2)]), high: number(ends.at(-1)), model: number(picture.b.chance[0] / 10) }))];
  }

  async save() {
    const css = await (await fetch("/static/style.css")).text();
    const copy = this.sheet.cloneNode(true);
    [...copy.querySelectorAll("svg.picture")].forEach((svg, place) => {
      const drawn = this.sheet.querySelectorAll("svg.picture")[place];
      const { width, height } = sizeOf(drawn);
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    });
    const head = `<meta charset="utf-8"><title>${t("title")}</title><style>${css}</style>`;
    const page = `<!doctype html>\n<html lang="${current()}"><head>${head}</head><body class="stage saved">${copy.outerHTML}</body></html>`;
    download(`${this.shared.state.now.base}-handout.html`, page, "text/html");
  }
}
