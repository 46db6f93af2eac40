// The hand-out: one A4 page of what the room did, to print, or as one file that needs no network.
import { button, download, h } from "./dom.js";
import { actorName, aimInWords, capital, current, domainName, ended, forumName, hundred, label, list, monthName, number, percent, questionOf, t, whole } from "./i18n.js";
import { drawing, sizeOf } from "./charts/axes.js";
import { ladder } from "./charts/climb.js";
import { arrival, indexInWords, security, trustFan } from "./charts/pictures.js";
import { distinct } from "./intervals.js";
import { leverName, worded } from "./levers.js";
import { keeps } from "./look.js";
import { median } from "./roomview.js";

const MOST_NAMED = 2; // changes of something tried that are named, not counted
const SIZES = [11.5, 10.5, 9.5, 8.5, 7.5]; // letters, in pixels, until everything is on the page

export class Handout {
  constructor(shared, before) {
    Object.assign(this, { shared, tried: before?.tried ?? [] });
    this.sheet = h("article", { class: "sheet", lang: current() });
    this.place = h("div", { class: "handout" },
      h("div", { class: "row noprint" }, button(t("print"), () => print(), { id: "print", class: "first" }), button(t("save-html"), () => this.save(), { id: "save-html" }), h("a", { href: "/guide" }, t("guide-and-cards"))), this.sheet);
  }

  // What was tried, in order, each with its chance.
  remember(picture) {
    const key = JSON.stringify(picture.now);
    this.tried = [...this.tried.filter((one) => one.key !== key), { key, look: picture.now, chance: picture.b.chance }].slice(-8);
    if (this.place && !this.place.hidden) this.show();
  }

  show() {
    const { picture, scenario, state, room } = this.shared;
    if (!picture?.b.trust) return this.shared.askMonths();
    const scene = { b: picture.b, a: null, scenario, now: picture.now };
    const first = Object.keys(scenario.domains).find((domain) => domain !== scenario.aim) ?? scenario.aim;
    const figure = (title, draw, says, className) => h("figure", {}, h("figcaption", {}, title), drawing(draw, className), h("span", {}, says));
    const rungs = scenario.domains[first].rungs.map(([id, name], place) => `${label("rung", id, name)} ${hundred(picture.b.climb[first][place][0])}`);
    const aim = domainName(scenario, scenario.aim);
    const [share, low, high] = distinct(hundred, ...picture.b.chance);
    this.sheet.replaceChildren(...[
      h("h1", {}, label("preset", state.now.base, scenario.title)), h("p", { class: "question" }, questionOf(scenario)),
      h("p", { class: "notforecast" }, t("not-a-forecast")),
      h("h2", {}, t("handout.settings")), this.settings(state.now, scenario),
      h("h2", {}, t("handout.futures", { count: number(picture.b.futures) })), h("p", {}, t("handout.headline", { on: aimInWords(scenario), share, low, high })),
      h("div", { class: "pair" },
        figure(t("panel.trust"), (svg) => trustFan(svg, scene, `trust_region.${first}`), t("handout.fan")),
        figure(t("panel.arrival", { aim }), (svg) => arrival(svg, scene), t("handout.lines")),
        figure(t("climb"), (svg) => ladder(svg, { ...scene, a: picture.a, tag: t(keeps(state) ? "as-kept" : "as-today") }), t("handout.rungs", { rungs: rungs.join(", ") }), "ladder"),
        figure(t("panel.security"), (svg) => security(svg, scene), indexInWords(picture.b))),
      this.triedList(scenario), this.decisions(room, scenario), this.predictions(room, picture),
      h("h2", {}, t("handout.assumptions")), h("p", {}, t("handout.assumptions-say")),
      h("p", { class: "quiet" }, t("handout.made", { seed: number(scenario.seed), when: new Intl.DateTimeFormat(current(), { dateStyle: "long" }).format(new Date()) })),
    ].flat().filter(Boolean));
    this.fit();
  }

  // One page: where a long day fills it, its letters become a little smaller.
  fit() {
    for (const size of SIZES) {
      this.sheet.style.fontSize = `${size}px`;
      if (this.sheet.scrollHeight <= this.sheet.clientHeight + 1) return;
    }
  }

  // What a look changes, each change in words.
  changes(look, scenario) {
    return [...Object.entries(look.settings).map(([path, value]) => { const lever = this.shared.levers.find((one) => one.path === path); return `${leverName(lever)}: ${worded(lever, value)}`; }),
      ...look.events.map(([kind, month]) => `${monthName(scenario.first, month)}: ${t(`shock.${kind}`)}`)];
  }

  settings(look, scenario) {
    const items = this.changes(look, scenario);
    return items.length ? h("ul", {}, items.map((text) => h("li", {}, text))) : h("p", {}, t("nothing-changed"));
  }

  triedList(scenario) {
    const others = this.tried.slice(0, -1);
    if (!others.length) return null;
    const say = ({ look, chance }) => {
      const made = this.changes(look, scenario);
      const what = !made.length ? "" : made.length <= MOST_NAMED ? ` (${made.join("; ")})` : ` (${t("changes-count", { count: number(made.length) })})`;
      return `${label("preset", look.base, look.base)}${what}: ${percent(whole(chance[0]) / 100)}`;
    };
    return [h("h2", {}, t("handout.tried")), h("ul", { class: "tight" }, others.map((one) => h("li", {}, say(one))))];
  }

  decisions(room, scenario) {
    if (!room?.rounds.length) return null;
    return [h("h2", {}, t("handout.decisions")), h("ol", { class: "tight" }, room.rounds.slice(-6).map((one) => {
      const made = [true, false].map((came) => [t(came ? "came" : "stayed-away"), Object.entries(one.outcome.decided).filter(([, did]) => did === came).map(([actor]) => actorName(scenario, actor))])
        .filter(([, who]) => who.length).map(([answer, who]) => `${answer}: ${list(who)}`);
      return h("li", {}, `${monthName(scenario.first, one.month)}, ${forumName(scenario, one.forum)}. ${capital(made.join("; ")) || "–"}. ${t("the-room")}: ${ended(one.outcome)}${one.model ? ` ${t("the-model")}: ${ended(one.model)}` : ""}`);
    }))];
  }

  predictions(room, picture) {
    if (!room?.revealed || !room.predictions.length) return null;
    const ends = room.predictions.map((guess) => guess[3]).sort((one, two) => one - two);
    return [h("h2", {}, t("predictions")), h("p", {}, t("handout.predictions", { count: number(ends.length), low: number(ends[0]), middle: number(median(ends)), high: number(ends.at(-1)), model: hundred(picture.b.chance[0]) }))];
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
