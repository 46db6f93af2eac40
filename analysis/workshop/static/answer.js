// The main screen: one question, one number, one because; what is changed stands beside it, as today is always drawn.
import { button, h, s } from "./dom.js";
import { HELD, aimInWords, alike, apportioned, domainName, fill, hundred, inside, label, list, monthName, number, percent, questionOf, span, t, whole } from "./i18n.js";
import { drawing, redraw } from "./charts/axes.js";
import { dots, ladder, ladderRows, lastYear } from "./charts/climb.js";
import { isPlain, leverName, worded } from "./levers.js";
import { keeps, same } from "./look.js";
import { margins } from "./intervals.js";

const PATIENCE_MS = 250; // an answer that comes sooner is shown at once, without "counting"
const FEW = 0.005; // of all invitations: a reason for less has no line
const LEAST = 0.0005; // of all invitations: what is less is none
const LEAST_PRICE = 0.02; // of what it was: what moves less is no price
const MOST_NAMED = 2; // changes that the because, or what was kept, names one by one
const reasonsOf = (figures) => Object.keys(figures).filter((name) => name.startsWith("refused_"));
const PRICES = { breaches: 1, civilian_harm: 1, collusion: 1, flow_interdicted: -1 }; // what may get worse, and which way

// Refusals of 100 invitations by reason, as texts: they add up to all refusals, where these are one or more. Of what is set,
// and of what it is compared with.
function refusalsOf(...pictures) {
  let before = null;
  return pictures.reverse().map((one) => {
    if (!one) return null;
    const { figures } = one, names = reasonsOf(figures), all = whole(figures.refusal_share * 1000);
    const counts = (before = apportioned(names.map((name) => figures[name] * 100), all, before));
    const says = (name, place) => (!all ? hundred(figures[name] * 1000) : !counts[place] && figures[name] >= LEAST ? `<${number(1)}` : number(counts[place]));
    return Object.fromEntries(names.map((name, place) => [name, says(name, place)]));
  }).reverse();
}

const strong = (text, className) => h("b", { class: className }, text);

export class Answer {
  constructor(shared, levers, look, before) {
    Object.assign(this, { shared, look, told: before?.told ?? null, scene: null, counted: 0 });
    const { scenario } = shared;
    this.figure = h("p", { class: "figure", "data-testid": "answer", "aria-live": "polite" });
    this.reasons = h("div", { class: "reasons" });
    this.sub = h("p", {});
    this.bar = h("i", {});
    this.soFar = h("p", { class: "sure" });
    this.keys = h("p", { class: "key" });
    this.climbKeys = h("p", { class: "key" });
    this.dots = drawing((svg) => this.scene && dots(svg, this.scene.b, this.scene.a), "dots");
    this.dots.dataset.testid = "dots";
    this.ladder = drawing((svg) => this.scene && ladder(svg, { ...this.scene, scenario, marked: true }), "ladder");
    this.ladder.dataset.testid = "ladder";
    this.ladder.style.setProperty("--rows", ladderRows(scenario));
    this.place = h("div", { class: "verdict" },
      h("div", { class: "asked" }, h("h1", { "data-testid": "question" }, questionOf(scenario)), this.sub),
      this.figure, levers, this.reasons,
      h("div", { class: "pictures" }, h("section", { id: "panel-dots", "aria-label": t("dots") }, this.dots, this.keys),
        h("section", { id: "panel-ladder", "aria-label": t("climb") }, h("p", { class: "over" }, t("climb")), this.ladder, this.climbKeys)));
    if (this.told && this.told.now.base !== shared.state.now.base) this.told = null;
    if (before) before.settle();
    this.show();
  }

  // A lever moved: today's pictures stay, and the new number is an empty box until every future is counted.
  wait() {
    this.waiting ??= setTimeout(() => { this.counting = true; this.show(); }, PATIENCE_MS);
  }

  settle() {
    clearTimeout(this.waiting);
    Object.assign(this, { waiting: null, counting: false, counted: 0 });
  }

  // So many are counted; nothing is said of them before they all are. What else is shown stays: the cores are counting.
  count(futures) {
    this.counted = futures;
    this.wait();
    if (this.counting) this.progress();
  }

  progress() {
    const { all } = this.shared;
    this.bar.style.width = `${Math.min(100, (100 * this.counted) / all).toFixed(0)}%`;
    this.soFar.textContent = t("answer.so-far", { done: number(this.counted), count: number(all) });
  }

  // The picture of every future came.
  hear(picture) {
    this.settle();
    this.told = picture;
    this.show();
  }

  show() {
    if (this.place.closest("[hidden]")) return;
    const { told, counting } = this;
    const both = counting ? true : Boolean(told?.a);
    this.place.classList.toggle("counting", counting || !told);
    const { first, months } = this.shared.scenario;
    const years = { first: Math.floor(first / 12), last: Math.floor((first + months - 1) / 12), count: number(this.shared.all) };
    this.sub.replaceChildren(...fill("answer.sub", years), " ", strong(t("answer.orange"), "then"), this.orange(), ...(both ? [" ", strong(t("answer.blue"), "now"), t(this.kept ? "answer.blue-now" : "answer.blue-says")] : []));
    if (counting || !told) return this.blank();
    this.figure.replaceChildren(...this.numbers(told));
    this.reasons.replaceChildren(...this.claim(told), this.because(told), this.bars(told));
    this.pictures(told);
  }

  get kept() {
    return keeps(this.shared.state);
  }

  get tag() {
    return t(this.kept ? "as-kept" : "as-today");
  }

  // What everything is compared with: today, or what was kept, in words.
  orange() {
    if (!this.kept) return t("answer.orange-says");
    const { base, settings, events } = this.shared.state.against, { scenario, state, levers } = this.shared;
    if (base !== state.now.base) return t("answer.orange-kept", { what: label("preset", base, base) });
    const set = Object.entries(settings).map(([path, value]) => { const lever = levers.find((one) => one.path === path); return `${isPlain(lever) ? t(`plain.${path}`) : leverName(lever)}: ${worded(lever, value)}`; });
    const happened = events.map(([kind, month]) => `${monthName(scenario.first, month)}: ${t(`shock.${kind}`)}`), all = [...set, ...happened];
    return t("answer.orange-kept", { what: all.length > MOST_NAMED ? t("changes-count", { count: number(all.length) }) : all.join("; ") });
  }

  numbers({ b, a, effects }) {
    const share = (one) => hundred(one.chance[0]);
    if (!a) return [numeral(share(b), "huge then", t(this.kept ? "as-kept" : "if-nobody"), "headline")];
    const clear = this.clear(effects);
    return [numeral(share(a), "large then", this.tag, "headline-today"), h("span", { class: "arrow" }, clear ? "→" : "≈"),
      numeral(share(b), `huge ${clear ? "now" : ""}`, t(!clear ? "no-clear-change" : this.kept ? "as-set" : "with-change"), "headline")];
  }

  clear(effects, name = HELD) {
    const { low, high } = effects.figures[name];
    return low > 0 || high < 0;
  }

  claim({ b, a, effects }) {
    const { scenario } = this.shared;
    const lasting = strong(t("answer.lasting", { on: aimInWords(scenario) }));
    const half = number(Math.max(1, (b.chance[2] - b.chance[1]) / 20));
    const sure = { share: hundred(b.chance[0]), half, count: number(b.futures) };
    const says = !a ? t("answer.sure", sure) : `${t("answer.plus-minus", sure)} ${this.difference(effects)}`;
    return [h("p", { class: "claim" }, fill("answer.claim", { ...scenario.lasting, lasting, span: span(scenario.lasting.months) })), h("p", { class: "sure" }, says)];
  }

  difference({ figures: { [HELD]: { low, high } } }) {
    const [one, two] = margins(low, high, (value) => (value && Math.abs(value) < 0.0095 ? 1 : 0));
    const than = t(this.kept ? "than-kept" : "than-today");
    if (low > 0) return t("answer.more", { low: one, high: two, than });
    return high < 0 ? t("answer.fewer", { low: two, high: one, than }) : t("answer.either", { low: one, high: two });
  }

  because({ b, a, effects, now }) {
    const all = (one) => hundred(one.figures.refusal_share * 1000);
    const link = this.shared.facilitates ? button(t("see-refusal"), () => this.look("told", true), { class: "link" }) : "";
    if (!a) return h("div", { class: "because", "data-testid": "because" }, h("p", {}, strong(t("because.stands")), " ", t("because.today", { count: all(b) }), " ", link));
    const { low, high } = effects.figures.refusal_share;
    const turned = (low > 0 || high < 0) && all(a) !== all(b), held = effects.figures[HELD];
    const against = this.clear(effects) && (held.b > held.a) === low > 0; // more refusals, and more cooperation: not by them
    const values = { because: strong(t("because.because")), change: h("span", { class: "moved" }, this.changes(now)), a: all(a), b: all(b) };
    return h("div", { class: "because", "data-testid": "because" },
      h("p", {}, fill(`because.${!turned ? "not-turned" : against ? "although" : "turned"}`, values), turned ? this.most(b, a) : ""),
      h("p", {}, strong(t("price.price")), " ", this.price(effects), " ", link));
  }

  // The reason whose refusals changed most.
  most(b, a) {
    const [reason] = reasonsOf(b.figures).sort((one, two) => Math.abs(b.figures[two] - a.figures[two]) - Math.abs(b.figures[one] - a.figures[one]));
    const [two, one] = refusalsOf(b, a).map((says) => says[reason]);
    return one === two ? "" : ` ${t("because.most", { reason: t(`why-not.${reason}`), a: one, b: two })}`;
  }

  // What is set otherwise, in words.
  changes({ settings, events }) {
    const { levers, scenario } = this.shared;
    const against = this.shared.state.against;
    if (against && against.base !== this.told.now.base) return t("because.scenario");
    const was = against?.settings ?? {}, known = JSON.stringify(against?.events ?? []);
    const paths = [...new Set([...Object.keys(was), ...Object.keys(settings)])].filter((path) => was[path] !== settings[path]);
    const told = paths.map((path) => {
      const lever = levers.find((one) => one.path === path);
      const [a, b] = [was, settings].map((set) => worded(lever, set[path] ?? lever.value ?? lever.own));
      return isPlain(lever) ? t(`because.${path}`, { a, b }) : t("because.other", { what: inside(leverName(lever)), a, b });
    });
    const happened = events.filter((event) => !known.includes(JSON.stringify(event)));
    told.push(...happened.map(([kind, month]) => t("because.event", { what: inside(t(`shock.${kind}`)), when: monthName(scenario.first, month) })));
    if (!told.length) return t("because.scenario");
    return told.length > MOST_NAMED ? t("because.many", { count: number(told.length) }) : list(told);
  }

  // What got clearly worse, most of all: nothing is had for nothing, or it is said.
  price({ figures }) {
    const { scenario } = this.shared;
    const ways = { ...PRICES, ...Object.fromEntries(Object.keys(scenario.domains).map((domain) => [`trust_region.${domain}`, -1])) };
    const worse = Object.entries(ways).map(([name, way]) => ({ name, ...figures[name], size: (way * (figures[name].b - figures[name].a)) / Math.max(Math.abs(figures[name].a), 0.01), way }))
      .filter(({ size, low, high, way }) => size >= LEAST_PRICE && (way > 0 ? low > 0 : high < 0)).sort((one, two) => two.size - one.size)[0];
    if (!worse) return t("price.none");
    const [key, domain] = worse.name.split(".");
    const say = (value) => (["breaches", "civilian_harm"].includes(key) ? number(value, key === "breaches" ? 1 : 2) : percent(value, value < 0.1 ? 1 : 0));
    const ofMore = key === "breaches" && figures.refusal_share.high < 0; // who refuses less meets more
    return t(`price.${key}${ofMore ? "-of-more" : ""}`, { a: say(worse.a), b: say(worse.b), domain: domain ? inside(domainName(scenario, domain)) : "" });
  }

  // Refusals of 100 invitations by reason, the closest first; a tick is as today.
  bars({ b, a }) {
    const of = (one, name) => one?.figures[name] ?? 0, [says, said] = refusalsOf(b, a);
    const some = reasonsOf(b.figures).filter((name) => Math.max(of(b, name), of(a, name)) >= FEW || [says, said].some((one) => one && Number(one[name]) > 0));
    const most = Math.max(...some.flatMap((name) => [of(b, name), of(a, name)]), 0.01) * 1.08;
    const line = (name) => {
      const [now, was] = [of(b, name), of(a, name)].map((value) => `${((100 * value) / most).toFixed(1)}%`);
      return h("p", { class: "line" }, h("span", {}, t(`why-not.${name}`)), h("span", { class: "hbar" }, h("i", { class: a ? "" : "then", style: `width:${now}` }), a ? h("b", { style: `left:${was}` }) : null), both(says[name], a && said[name]));
    };
    const [all, before] = [b, a].map((one) => one && one.figures.refusal_share * 1000);
    return h("div", { class: "refusals" }, h("p", { class: "head" }, h("span", {}, t("refused-of-hundred")), both(hundred(all), a && (alike(all, before) ? hundred(all) : hundred(before)))), some.map(line));
  }

  pictures({ b, a }) {
    const year = lastYear(this.shared.scenario);
    const rounded = (name) => [b, a].map((one) => one && whole([one[name]].flat()[0]));
    const [held, last] = [rounded("chance"), rounded("last")];
    const colour = a ? "now" : "then";
    const entry = (shape, [now, was], text) => h("span", {}, shape, strong(now), a ? h("span", { class: "then" }, `(${was})`) : null, text);
    const numbers = (values) => values.map((value) => number(value));
    this.keys.replaceChildren(
      entry(swatch("full", colour), numbers(last), t("still-going", { year })),
      entry(swatch("ring", colour), numbers(held.map((value, place) => value - last[place])), t("not-kept")),
      entry(swatch("never", colour), numbers(held.map((value) => 100 - value)), t("never")),
      a ? h("span", {}, s("svg", { viewBox: "0 0 20 20" }, s("rect", { x: 2, y: 3, width: 16, height: 14, class: "around" })), this.tag) : "");
    this.climbKeys.replaceChildren(
      entry(s("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, s("rect", { x: 7, y: 0, width: 6, height: 20, class: `notch ${colour}` })), [b, a].map((one) => one && hundred(one.chance[0])), t("lasting-mark", this.shared.scenario.lasting)),
      h("span", {}, beam(colour), t("end-of", { year })), h("span", {}, beam(`${colour} pale`), t("met-once")), a ? h("span", {}, beam("then", 6), this.tag) : "",
      h("span", {}, t("futures-counted", { count: number(b.futures) })));
    this.scene = { b, a, tag: this.tag };
    [this.dots, this.ladder].forEach(redraw);
  }

  // Before the full count: no number, no sentence, no verdict.
  blank() {
    const { told, shared } = this;
    const { against, now } = shared.state, known = against ?? { base: now.base, settings: {}, events: [] };
    const base = told && (same(told.now, known) ? told.b : same(told.against, known) ? told.a : null);
    this.figure.replaceChildren(...(base ? [numeral(hundred(base.chance[0]), "large then", this.tag, "headline-today"), h("span", { class: "arrow" }, "→")] : []), h("span", { class: "huge" }, h("span", { class: "tag" }, "\u00a0"), h("span", { class: "box" })));
    this.progress();
    this.reasons.replaceChildren(
      h("p", { class: "claim quiet" }, t(base && !this.kept ? "answer.counting" : base ? "answer.counting-now" : "answer.counting-first", { count: number(shared.all) })),
      h("p", { class: "progress", "aria-hidden": "true" }, this.bar), this.soFar,
      h("div", { class: "because" }, [0, 1, 2].map(() => h("p", { class: "ghost" }))));
    if (base) this.pictures({ b: base, a: null });
  }
}

const numeral = (text, className, tag, testid) => h("span", { class: className }, h("span", { class: "tag" }, tag), h("span", { "data-testid": testid, id: testid }, text));

const swatch = (kind, colour) => s("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, s("circle", { cx: 10, cy: 10, r: { full: 9, ring: 7.4, never: 3.5 }[kind], class: `dot ${kind} ${colour}`, "stroke-width": 3.2 }));
const beam = (className, height = 12) => s("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, s("rect", { x: 0, y: 10 - height / 2, width: 20, height, class: `beam ${className}` }));

// "38 → 20" of 100, or one number where nothing is compared or both are the same.
function both(now, was) {
  if (was === null) return h("span", { class: "v then strong" }, now);
  if (was === now) return h("span", { class: "v quiet" }, now);
  return h("span", { class: "v" }, h("span", { class: "then" }, was), h("span", { class: "quiet" }, " → "), h("b", { class: "now" }, now));
}
