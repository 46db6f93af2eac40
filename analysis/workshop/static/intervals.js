// Intervals as texts: their ends read differently wherever they differ.
import { number, percent } from "./i18n.js";

const MOST_MORE = 4; // decimals that are added

// Numbers, the last two of which are the ends of an interval; `show` writes one with so many more decimals than usual.
export function distinct(show, ...values) {
  const texts = (more) => values.map((value) => show(value, more)), [low, high] = values.slice(-2);
  for (let more = 0; low !== high && more <= MOST_MORE; more++) {
    const shown = texts(more);
    if (shown.at(-2) !== shown.at(-1)) return shown;
  }
  return texts(0);
}

// The ends of a difference of shares, out of a hundred and without their signs, which words say.
export const margins = (low, high, digits) =>
  distinct((value, more) => number(value * 100, digits(value) + more), low, high).map((text) => text.replace(/^[-−]/, ""));

// Thousandths in percent.
export const percents = (...values) => distinct((value, more) => percent(value / 1000, more), ...values);
