// The levers: grouped, with unit, range, meaning and reset; moving one asks for a quick picture, letting go for all.
import { button, h } from "./dom.js";
import { sliderOf } from "./slider.js";
import { capital, label, number, percent, t, translated } from "./i18n.js";

export const isPlain = (lever) => lever.plain !== null;
const KNOWN = ["levers", "structure"]; // groups under "more levers"; the others are what nobody knows

export class Levers {
  constructor(place, levers, allowed, ask, before) {
    Object.assign(this, { place, levers, allowed, ask, settings: {}, shows: [] }); // ask(settings, final)
    this.open = before ? before.opened() : new Set();
    this.changes = h("p", { hidden: true });
  }

  // Five plain levers; all others one click deeper, what is changed of them in a list that stays in sight.
  show(settings, changes, links) {
    this.settings = settings;
    if (!this.shows.length) this.build(links.map(() => h("p", {})));
    this.shows.forEach((show) => show());
    this.list(changes ?? h("p", { hidden: true }));
    this.links.forEach((link, place) => link.replaceWith(links[place]));
    this.links = links;
  }

  // What is changed of the deeper levers, above them: the one in the hand stays where it is.
  list(changes) {
    const hand = changes.textContent !== this.changes.textContent && this.place.contains(document.activeElement) && document.activeElement;
    const top = hand && hand.getBoundingClientRect().top;
    this.changes.replaceWith(changes);
    this.changes = changes;
    if (hand) (this.place.scrollHeight > this.place.clientHeight ? this.place : window).scrollBy(0, hand.getBoundingClientRect().top - top);
  }

  build(links) {
    const plain = this.levers.filter(isPlain).sort((one, two) => one.plain - two.plain);
    const others = this.levers.filter((lever) => !isPlain(lever));
    const [known, unknown] = [true, false].map((one) => others.filter((lever) => KNOWN.includes(lever.group) === one));
    const box = (group) => {
      const inside = others.filter((lever) => lever.group === group);
      return this.group(group, t(`group.${group}`), () => inside.map((lever) => this.lever(lever)), inside);
    };
    this.links = links;
    this.place.replaceChildren(h("p", { class: "over" }, t("what-change")), ...plain.map((lever) => this.plain(lever)), this.changes,
      ...[["more", t("more-levers"), known], ["unknown", t("nobody-knows"), unknown]].map(([id, title, inside]) =>
        this.group(id, title, () => [...new Set(inside.map((lever) => lever.group))].map(box), inside)), ...links);
  }

  group(id, title, make, inside) {
    const count = h("span", { class: "count" });
    const box = h("details", { class: "group", "data-group": id, open: this.open.has(id) }, h("summary", {}, title, count));
    const fill = () => box.append(...make());
    if (box.open) fill(); // a closed group is built when it is opened: seventy sliders take a while
    box.addEventListener("toggle", () => box.open && box.children.length === 1 && fill());
    this.follow(() => inside.filter((lever) => lever.path in this.settings).length, (changed) => {
      count.textContent = ` ${changed}`;
      count.hidden = !changed;
    });
    return box;
  }

  // Show a value now, and whenever it is another one; the function returned has it shown again though it is the same.
  follow(value, show) {
    let shown = null;
    const fresh = () => {
      const now = value(), key = JSON.stringify(now);
      if (key !== shown) show(now);
      shown = key;
    };
    fresh();
    this.shows.push(fresh);
    return () => { shown = null; };
  }

  // What a lever is set to, null where it is not set.
  followLever({ path }, show) {
    return this.follow(() => this.settings[path] ?? null, show);
  }

  // A lever with a mark for today; what it is and was stand in the same line, so that nothing below jumps.
  plain(lever) {
    const id = lever.path.replaceAll(".", "-"), name = t(`plain.${lever.path}`), disabled = !this.allowed, today = todayOf(lever);
    const shown = h("output", { for: id }), bar = h("i"), place = (one) => (100 * (one - lever.low)) / (lever.high - lever.low);
    const slide = h("div", { class: "slide" }, h("div", { class: "track" }, bar, h("b", { style: `left:${place(today)}%` })));
    const box = h("div", { "data-testid": `lever-${lever.path.split(".")[1]}` }, h("div", { class: "top" }, h("label", { for: id }, name), shown), slide);
    const back = () => { slider.focus(); this.ask({ [lever.path]: null }, true); };
    const slider = this.hand(lever, id, (set) => {
      const now = set ?? today, moved = set !== null;
      box.className = `lever plain${moved ? " changed" : ""}`;
      Object.assign(bar.style, { left: `${place(Math.min(now, today))}%`, width: `${Math.abs(place(now) - place(today))}%` });
      const then = button(worded(lever, today).replace(/\s?%$/, ""), back, { class: "undo then", title: t("back-to-today"), "aria-label": `${t("back-to-today")}: ${name}`, disabled });
      shown.replaceChildren(...(moved ? [then, " → "] : []), worded(lever, now));
    });
    slide.append(slider);
    return box;
  }

  // The slider of a lever; `moves` shows where a hand has it, null for today, and `rests` what is set.
  hand(lever, id, moves, rests = moves) {
    const say = (show, set) => { show(set); slider.setAttribute("aria-valuetext", worded(lever, set ?? todayOf(lever))); };
    const { slider, place } = sliderOf(lever, id, todayOf(lever), !this.allowed, () => this.settings[lever.path] ?? null, (set, final) => {
      again();
      say(moves, set);
      this.ask({ [lever.path]: set }, final);
    });
    const again = this.followLever(lever, (set) => { place(set); say(rests, set); });
    return slider;
  }

  // The groups that are open now.
  opened() {
    this.place.querySelectorAll("details.group").forEach((box) => (box.open ? this.open.add(box.dataset.group) : this.open.delete(box.dataset.group)));
    return this.open;
  }

  lever(lever) {
    const id = lever.path.replaceAll(".", "-"), name = leverName(lever);
    const shown = h("output", { id: `${id}-value`, for: id });
    const back = button("↺", () => this.ask({ [lever.path]: null }, true), { class: "reset", title: t("reset"), "aria-label": `${t("reset")}: ${name}`, disabled: !this.allowed });
    const why = h("details", { class: "why" }, h("summary", { "aria-label": `${t("meaning")}: ${name}` }, "?"), h("p", {}, meaning(lever)));
    const box = h("div", {}, h("div", { class: "head" }, h("label", { for: id }, name), shown, back));
    const mark = (set) => {
      box.className = `lever${set === null ? "" : " changed"}`;
      shown.textContent = worded(lever, set ?? lever.value);
      back.hidden = set === null;
    };
    const chosen = lever.kind === "choice" || lever.kind === "switch";
    box.append(chosen ? this.choice(lever, id, name, shown, mark) : this.hand(lever, id, (set) => { shown.textContent = worded(lever, set ?? lever.value); }, mark), why);
    return box;
  }

  choice(lever, id, name, shown, mark) {
    const options = lever.kind === "choice" ? lever.choices.map((one) => [one, label("choice", one, one)]) : [["true", t("yes")], ["false", t("no")]];
    const read = (text) => (lever.kind === "choice" ? text : text === "true");
    shown.hidden = true;
    const select = h("select", { id, "aria-label": name, disabled: !this.allowed }, options.map(([key, text]) => h("option", { value: key }, text)));
    const again = this.followLever(lever, (set) => { mark(set); select.value = String(set ?? lever.value ?? lever.own); });
    select.addEventListener("change", () => { again(); this.ask({ [lever.path]: read(select.value) }, true); });
    return select;
  }
}

const todayOf = (lever) => lever.value ?? lever.own ?? lever.low;

export const leverName = (lever) => capital(t(`lever.${lever.path}`));

// What a lever does, from which value to which, and where that comes from.
export function meaning(lever) {
  const range = lever.low === null ? "" : `${t("range")}: ${worded(lever, lever.low)} – ${worded(lever, lever.high)}. `;
  const own = lever.own === null ? "" : `${t("own", { value: percent(lever.own) })} `;
  return `${capital(t(`meaning.${lever.path}`))}. ${range}${own}${t("symbol")}: ${lever.symbol}. ${t("source")}: ${translated(lever.source)}.`;
}

export function worded(lever, value) {
  if (value === null || value === undefined) return lever.own === null ? "–" : t("as-donors-do", { value: percent(lever.own) });
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  if (typeof value === "string") return label("choice", value, value);
  if (lever.unit === "share") return percent(value, lever.high <= 0.2 ? 1 : 0);
  const digits = lever.kind === "whole" ? 0 : lever.high <= 5 ? 2 : 1;
  return `${number(value, digits)} ${label("unit", lever.unit, lever.unit)}`.trim();
}
