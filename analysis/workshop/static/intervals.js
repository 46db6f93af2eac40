// Intervals as texts: their ends read differently wherever they differ.
import { number, percent } from "./i18n.js";

const MOST_MORE = 4; // decimals that are added

// Numbers, the last two of which are the ends of an interval; `show` writes one with so many more decimals than usual.
// Ends on one side of 0 do not read as 0 where they need not.
export function distinct(show, ...values) {
  const [low, high] = values.slice(-2), texts = (more) => values.map((value) => show(value, more));
  if (low === high) return texts(0);
  const tried = Array.from({ length: MOST_MORE + 1 }, (_, more) => texts(more));
  const apart = tried.filter((shown) => shown.at(-2) !== shown.at(-1));
  const clear = low * high > 0 ? apart.filter((shown) => shown.slice(-2).every((text) => /[1-9]/.test(text))) : [];
  return clear[0] ?? apart[0] ?? tried[0];
}

// The ends of a difference of shares, out of a hundred and without their signs, which words say.
export const margins = (low, high, digits) =>
  distinct((value, more) => number(value * 100, digits(value) + more), low, high).map((text) => text.replace(/^[-−]/, ""));

// Thousandths in percent.
export const percents = (...values) => distinct((value, more) => percent(value / 1000, more), ...values);
