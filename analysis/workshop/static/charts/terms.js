// What an actor weighed, as two bars from the same zero, for coming above, against it below; the same in words, and what
// would have turned it.
import { h, s } from "../dom.js";
import { number, percent, t } from "../i18n.js";
import { key } from "./axes.js";

const FOR = ["gain", "inducement"];
const LEAST = 0.005; // what is smaller is not said
const WIDEST = 2.4; // utility that fills the bar

const against = ({ terms }) => Object.keys(terms).filter((name) => !FOR.includes(name));
const tone = (terms, name) => `term term-${Object.keys(terms).indexOf(name)}`;

export function termsBar(one, who) {
  const sum = (names) => names.reduce((total, name) => total + one.terms[name], 0);
  const widest = Math.max(WIDEST, sum(FOR), sum(against(one)));
  const said = Object.keys(one.terms).filter((name) => one.terms[name] >= LEAST).map((name) => `${t(`term.${name}`)} ${number(one.terms[name], 2)}`).join(", ");
  const svg = s("svg", { class: "terms", viewBox: "0 0 480 34", preserveAspectRatio: "none", role: "img", "aria-label": t("alt.terms", { who, said, worth: one.worth === undefined ? "?" : number(one.worth, 2) }) });
  [[FOR, 1], [against(one), 18]].forEach(([names, y]) => {
    let x = 0;
    for (const name of names) {
      const width = (one.terms[name] / widest) * 480;
      if (width < 0.5) continue;
      svg.append(s("rect", { x, y, width, height: 15, class: tone(one.terms, name) }, s("title", {}, `${t(`term.${name}`)}: ${number(one.terms[name], 2)}`)));
      x += width;
    }
  });
  return svg;
}

// The terms that count, largest first, so that nobody has to tell colours apart.
export function termsInWords(one) {
  const say = (names) => names.filter((name) => one.terms[name] >= LEAST).sort((a, b) => one.terms[b] - one.terms[a])
    .map((name) => `${t(`term.${name}`)} ${number(one.terms[name], 2)}`).join(", ") || "0";
  return h("p", { class: "quiet" }, t("weighed", { for: say(FOR), against: say(against(one)) }));
}

export function whatWouldTurn(one) {
  if (!one.turns.length) return t("turn.nothing");
  const say = (turn) => turn.what === "trust"
    ? t("turn.trust", { from: percent(turn.from), to: percent(turn.to) })
    : t("turn.term", { what: t(`term.${turn.what}`), from: number(turn.from, 2), to: number(turn.to, 2) });
  return t(one.worth > 0 ? "turn.away" : "turn.come", { what: say(one.turns[0]), others: one.turns.length > 1 ? t("turn.or", { what: one.turns.slice(1).map(say).join("; ") }) : "" });
}

export function termsLegend(terms, least = LEAST) {
  return h("p", { class: "legend" }, Object.keys(terms).filter((name) => terms[name] >= least).map((name) =>
    key(t(`term.${name}`), s("rect", { width: 24, height: 12, class: tone(terms, name) }))));
}
