// The levers: grouped, with unit, range, meaning and reset; moving one asks for a quick picture, letting go for all.
import { button, h } from "./dom.js";
import { capital, label, number, percent, t, translated } from "./i18n.js";

export class Levers {
  constructor(place, ask, before) {
    this.place = place;
    this.ask = ask; // ask(settings, final)
    this.open = before ? before.opened() : new Set(["levers"]);
  }

  show(levers, settings, allowed) {
    const kept = this.place.scrollTop;
    this.opened();
    this.levers = levers;
    this.place.replaceChildren();
    const groups = [...new Set(levers.map((lever) => lever.group))];
    for (const group of groups) {
      const inside = levers.filter((lever) => lever.group === group);
      const changed = inside.filter((lever) => lever.path in settings).length;
      const box = h("details", { class: "group", "data-group": group, open: this.open.has(group) },
        h("summary", {}, t(`group.${group}`), changed ? h("span", { class: "count" }, ` ${changed}`) : null));
      const fill = () => inside.forEach((lever) => box.append(this.lever(lever, settings, allowed)));
      if (box.open) fill(); // a closed group is built when it is opened: seventy sliders a redraw are felt
      box.addEventListener("toggle", () => {
        if (box.open && box.children.length === 1) fill();
      });
      this.place.append(box);
    }
    this.place.scrollTop = kept;
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
    const step = lever.kind === "whole" ? 1 : niceStep(lever.high - lever.low);
    const slider = h("input", { type: "range", id, min: lever.low, max: lever.high, step, disabled: !allowed });
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

const niceStep = (span) => (span <= 0.12 ? 0.001 : span <= 3 ? 0.01 : span <= 20 ? 0.1 : 1);

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
