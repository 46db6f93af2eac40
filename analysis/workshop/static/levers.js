// The levers: grouped, with unit, range, meaning and reset; moving one asks for a quick picture, letting go for all.
import { button, h } from "./dom.js";
import { capital, label, number, percent, t, translated } from "./i18n.js";

export const isPlain = (lever) => lever.plain !== null;
const KNOWN = ["levers", "structure"]; // groups under "more levers"; the others are what nobody knows

export class Levers {
  constructor(place, ask, before) {
    this.place = place;
    this.ask = ask; // ask(settings, final)
    this.open = before ? before.opened() : new Set();
  }

  // Five plain levers; all others one click deeper, what is changed of them in a list that stays in sight.
  show(levers, settings, allowed, changes, links) {
    this.opened();
    const plain = levers.filter(isPlain).sort((one, two) => one.plain - two.plain);
    const others = levers.filter((lever) => !isPlain(lever));
    const groups = [...new Set(others.map((lever) => lever.group))];
    const box = (group) => this.group(group, t(`group.${group}`), settings, () => others.filter((lever) => lever.group === group).map((lever) => this.lever(lever, settings, allowed)), others.filter((lever) => lever.group === group));
    this.place.replaceChildren(h("p", { class: "over" }, t("what-change")), ...plain.map((lever) => this.plain(lever, settings, allowed)), changes ?? "",
      this.group("more", t("more-levers"), settings, () => groups.filter((group) => KNOWN.includes(group)).map(box), []),
      this.group("unknown", t("nobody-knows"), settings, () => groups.filter((group) => !KNOWN.includes(group)).map(box), []), ...links);
  }

  group(id, title, settings, make, inside) {
    const changed = inside.filter((lever) => lever.path in settings).length;
    const box = h("details", { class: "group", "data-group": id, open: this.open.has(id) }, h("summary", {}, title, changed ? h("span", { class: "count" }, ` ${changed}`) : null));
    const fill = () => box.append(...make());
    if (box.open) fill(); // a closed group is built when it is opened: seventy sliders a redraw are felt
    box.addEventListener("toggle", () => box.open && box.children.length === 1 && fill());
    return box;
  }

  // A lever with a mark for today; what it is and was stand in the same line, so that nothing below jumps.
  plain(lever, settings, allowed) {
    const id = lever.path.replaceAll(".", "-"), name = t(`plain.${lever.path}`);
    const today = lever.value ?? lever.own ?? lever.low, value = settings[lever.path] ?? today;
    const shown = h("output", { for: id }), bar = h("i"), place = (one) => (100 * (one - lever.low)) / (lever.high - lever.low);
    const slider = h("input", { type: "range", id, min: lever.low, max: lever.high, step: "any", disabled: !allowed }); // at rest it may stand between two steps, as today does
    slider.value = value;
    for (const hand of ["pointerdown", "keydown"]) slider.addEventListener(hand, () => { slider.step = lever.step; });
    const box = h("div", { "data-testid": `lever-${lever.path.split(".")[1]}` },
      h("div", { class: "top" }, h("label", { for: id }, name), shown),
      h("div", { class: "slide" }, h("div", { class: "track" }, bar, h("b", { style: `left:${place(today)}%` })), slider));
    const show = (now, moved) => {
      box.className = `lever plain${moved ? " changed" : ""}`;
      Object.assign(bar.style, { left: `${place(Math.min(now, today))}%`, width: `${Math.abs(place(now) - place(today))}%` });
      const back = button(worded(lever, today).replace(/\s?%$/, ""), () => this.ask({ [lever.path]: null }, true), { class: "undo then", title: t("back-to-today"), "aria-label": `${t("back-to-today")}: ${name}`, disabled: !allowed });
      shown.replaceChildren(...(moved ? [back, " → "] : []), worded(lever, now));
      slider.setAttribute("aria-valuetext", worded(lever, now));
    };
    show(value, lever.path in settings);
    const move = (final) => { show(Number(slider.value), true); this.ask({ [lever.path]: Number(slider.value) }, final); };
    slider.addEventListener("input", () => move(false));
    slider.addEventListener("change", () => move(true));
    return box;
  }

  // The groups that are open now.
  opened() {
    this.place.querySelectorAll("details.group").forEach((box) => (box.open ? this.open.add(box.dataset.group) : this.open.delete(box.dataset.group)));
    return this.open;
  }

  lever(lever, settings, allowed) {
    const id = lever.path.replaceAll(".", "-");
    const changed = lever.path in settings;
    const value = changed ? settings[lever.path] : lever.value ?? lever.own;
    const name = leverName(lever);
    const shown = h("output", { id: `${id}-value`, for: id }, worded(lever, changed ? value : lever.value));
    const back = button("↺", () => this.ask({ [lever.path]: null }, true), { class: "reset", title: t("reset"), "aria-label": `${t("reset")}: ${name}`, disabled: !allowed });
    back.hidden = !changed;
    const why = h("details", { class: "why" }, h("summary", { "aria-label": `${t("meaning")}: ${name}` }, "?"), h("p", {}, meaning(lever)));
    const control = this.control(lever, id, value, shown, allowed, name);
    return h("div", { class: `lever${changed ? " changed" : ""}` },
      h("div", { class: "head" }, h("label", { for: id }, name), shown, back), control, why);
  }

  control(lever, id, value, shown, allowed, name) {
    if (lever.kind === "choice" || lever.kind === "switch") {
      const options = lever.kind === "choice" ? lever.choices.map((one) => [one, label("choice", one, one)]) : [["true", t("yes")], ["false", t("no")]];
      const read = (text) => (lever.kind === "choice" ? text : text === "true");
      shown.hidden = true;
      return h("select", { id, "aria-label": name, disabled: !allowed, onchange: (event) => this.ask({ [lever.path]: read(event.target.value) }, true) },
        options.map(([key, text]) => h("option", { value: key, selected: key === String(value) }, text)));
    }
    const slider = h("input", { type: "range", id, min: lever.low, max: lever.high, step: lever.step, disabled: !allowed });
    slider.value = value ?? lever.low;
    slider.setAttribute("aria-valuetext", worded(lever, Number(slider.value)));
    const move = (final) => {
      const now = Number(slider.value);
      shown.textContent = worded(lever, now);
      slider.setAttribute("aria-valuetext", worded(lever, now));
      this.ask({ [lever.path]: now }, final);
    };
    slider.addEventListener("input", () => move(false));
    slider.addEventListener("change", () => move(true));
    return slider;
  }
}

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
