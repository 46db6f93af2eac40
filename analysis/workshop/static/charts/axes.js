// What pictures share: when they are drawn, scales in pixels, axes of years and percent, bands and lines.
import { h, s } from "../dom.js";
import { percent } from "../i18n.js";

const laid = new WeakMap(); // how the page laid a picture out: to ask while drawing would lay it out for every picture anew
const draws = new WeakMap();
const watch = new ResizeObserver((entries) => entries.forEach(({ target, contentRect: { width, height } }) => {
  laid.set(target, { width, height, text: parseFloat(getComputedStyle(target).fontSize), widths: new Map() });
  redraw(target);
}));

// A picture that draws itself as soon as it is seen, and whenever its size changes.
export function drawing(draw, className = "") {
  const svg = s("svg", { class: `picture ${className}` });
  draws.set(svg, draw);
  watch.observe(svg);
  return svg;
}

export const sizeOf = (svg) => laid.get(svg) ?? { width: 0, height: 0, text: 0 };

// The widths of texts of a class and a size in a picture, in pixels; each is measured once, as that lays the page out.
export function widthsOf(svg, texts, className, size) {
  const { widths } = sizeOf(svg), key = (text) => `${className} ${size} ${text}`;
  const probes = texts.filter((text) => !widths.has(key(text))).map((text) => svg.appendChild(s("text", { class: className, style: `font-size: ${size}px` }, text)));
  const measured = probes.map((probe) => probe.getComputedTextLength()); // all at once
  probes.forEach((probe, place) => { widths.set(key(probe.textContent), measured[place]); probe.remove(); });
  return texts.map((text) => widths.get(key(text)));
}

// A name in one line, or in two that are about as long where it would not fit.
export function lines(name, single, longest) {
  const words = name.split(" ");
  if (single || name.length <= longest || words.length < 2) return [name];
  const cut = words.reduce((best, _, place) => (Math.abs(words.slice(0, place).join(" ").length - name.length / 2) < Math.abs(words.slice(0, best).join(" ").length - name.length / 2) ? place : best), 1);
  return [words.slice(0, cut).join(" "), words.slice(cut).join(" ")];
}

export function redraw(svg) {
  if (sizeOf(svg).width) draws.get(svg)(svg);
}

export class Frame {
  constructor(svg, { first, months, low = 0, high = 1000, left = 3.7, bottom = 1.9, top = 0.6, right = 0.8, height, offset = 0 }) {
    const { text, width, height: whole } = sizeOf(svg);
    this.text = text;
    this.width = Math.max(width, 160);
    this.height = height ?? Math.max(whole, 120);
    Object.assign(this, { svg, first, months, low, high, from: 0 }); // `from`: months before those that are drawn next
    this.left = left * text;
    this.right = this.width - right * text;
    this.top = offset + top * text;
    this.bottom = offset + this.height - bottom * text;
  }

  x(month) {
    return this.left + ((this.right - this.left) * (this.from + month)) / Math.max(1, this.months - 1);
  }

  y(value) {
    return this.bottom - ((this.bottom - this.top) * (value - this.low)) / (this.high - this.low);
  }

  axes(say = (value) => percent(value / 1000, value % 10 ? 1 : 0), marks = 4) {
    const group = s("g", { class: "axes", "aria-hidden": "true" });
    group.append(s("line", { x1: this.left, x2: this.right, y1: this.bottom, y2: this.bottom, class: "base" })); // whether or not it is at a tick
    for (const value of ticks(this.low, this.high, Math.min(marks, Math.floor((this.bottom - this.top) / (2 * this.text)) + 1))) {
      const y = this.y(value);
      if (value !== this.low) group.append(s("line", { x1: this.left, x2: this.right, y1: y, y2: y, class: "grid" }));
      group.append(s("text", { x: this.left - this.text * 0.4, y: y + this.text * 0.35, "text-anchor": "end" }, say(value)));
    }
    const years = this.months / 12;
    const fit = Math.max(2, Math.floor((this.right - this.left) / (this.text * 4)));
    const step = [1, 2, 5, 10, 20, 50].find((one) => years / one <= fit) ?? 100;
    const start = Math.ceil(this.first / 12 / step) * step;
    for (let year = start; year * 12 - this.first < this.months; year += step) {
      const x = this.x(year * 12 - this.first);
      group.append(s("line", { x1: x, x2: x, y1: this.bottom, y2: this.bottom + 4, class: "base" }));
      group.append(s("text", { x, y: this.bottom + this.text * 1.35, "text-anchor": "middle" }, String(year)));
    }
    this.svg.append(group);
    return this;
  }

  points(at, values) {
    return at.map((month, place) => `${this.x(month).toFixed(1)},${this.y(values[place]).toFixed(1)}`);
  }

  line(at, values, className) {
    this.svg.append(s("path", { d: `M${this.points(at, values).join("L")}`, class: className, fill: "none" }));
  }

  band(at, low, high, className) {
    const back = this.points(at, high).reverse();
    this.svg.append(s("path", { d: `M${this.points(at, low).join("L")}L${back.join("L")}Z`, class: className }));
  }

  mark(month, className, says = null) {
    const x = this.x(month);
    this.svg.append(s("line", { x1: x, x2: x, y1: this.top, y2: this.bottom, class: className }, says ? s("title", {}, says) : null));
  }

  note(month, text, anchor, y) {
    this.svg.append(s("text", { x: this.x(month) - (anchor === "end" ? 8 : 0), y, "text-anchor": anchor, class: "note" }, text));
  }

  tick(month) {
    this.svg.append(s("line", { x1: this.x(month), x2: this.x(month), y1: this.bottom + this.text * 1.6, y2: this.bottom + this.text * 2, class: "base" }));
  }

  // Labels right of the ends of lines, pushed apart where they would lie over each other.
  ends(labels, say, named) {
    let last = -Infinity;
    for (const [value, name, className] of labels.sort((one, two) => two[0] - one[0])) {
      const y = Math.max(this.y(value) + this.text * 0.35, last + this.text * 2.4);
      last = y;
      this.svg.append(s("text", { x: this.right + 8, y, class: `end ${className}` }, say(value), named ? s("tspan", { x: this.right + 8, dy: "1.15em" }, name) : ""));
    }
  }

  // Values under the pointer: a line at the nearest month, and what `says(place)` has to say there.
  read(at, says) {
    const line = s("line", { y1: this.top, y2: this.bottom, class: "pointer" }), text = s("text", { class: "read", y: this.top + this.text });
    const over = s("rect", { x: this.left, y: this.top, width: Math.max(0, this.right - this.left), height: Math.max(0, this.bottom - this.top), fill: "transparent" });
    over.addEventListener("pointermove", ({ clientX }) => {
      const x = clientX - this.svg.getBoundingClientRect().left;
      const place = at.reduce((best, month, one) => (Math.abs(this.x(month) - x) < Math.abs(this.x(at[best]) - x) ? one : best), 0);
      line.setAttribute("x1", this.x(at[place]));
      line.setAttribute("x2", this.x(at[place]));
      const after = this.x(at[place]) < (this.left + this.right) / 2;
      text.setAttribute("text-anchor", after ? "start" : "end");
      text.replaceChildren(...says(place).map((part, row) => s("tspan", { x: this.x(at[place]) + (after ? 8 : -8), dy: row ? "1.3em" : 0 }, part)));
      this.svg.append(line, text);
    });
    over.addEventListener("pointerleave", () => [line, text].forEach((one) => one.remove()));
    this.svg.append(over);
  }

  end(value, text, className) {
    const y = Math.max(this.top + this.text * 0.8, Math.min(this.bottom - 2, this.y(value) + this.text * 0.35));
    this.svg.append(s("text", { x: this.right - 3, y, "text-anchor": "end", class: `end ${className}` }, text));
  }
}

function ticks(low, high, most) {
  const span = high - low;
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000].find((one) => span / one <= most) ?? span;
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + 0.001; value += step) found.push(value);
  return found;
}

// Empty a picture, but for the ground that it stands on, and name it for those who cannot see it.
export function begin(svg, name, ground = null) {
  svg.replaceChildren(...(ground ? [ground] : []));
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", name);
}

// A key of a legend: shapes as the picture has them, and what they mean.
export const key = (text, ...shapes) => h("span", { class: "key" }, s("svg", { class: "swatch", viewBox: "0 0 24 12", "aria-hidden": "true" }, shapes), text);
export const stroke = (className) => s("path", { d: "M0 6H24", class: className, fill: "none" });
export const area = (className, height = 10) => s("path", { d: `M0 ${6 - height / 2}h24v${height}h-24z`, class: className });

// The smallest range in tenths around the data, at least `least` high: small moves stay visible and do not look large.
export function zoomed(rows, least = 400) {
  const all = rows.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const bottom = Math.max(0, Math.floor(Math.min(low, (low + high - least) / 2) / 100) * 100);
  return [bottom, Math.min(1000, Math.max(bottom + least, Math.ceil(high / 100) * 100))];
}

export const ceiling = (most, steps) => steps.find((step) => most <= step) ?? steps[steps.length - 1];
