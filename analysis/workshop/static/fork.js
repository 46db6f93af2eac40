// Answers of one meeting changed: what they come to in many futures that go on from there, as words, as two curves, and what is counted.
import { h } from "./dom.js";
import { HELD, actorName, domainName, forumName, inside, monthName, number, percent, t } from "./i18n.js";
import { Frame, begin, ceiling, drawing, key, stroke } from "./charts/axes.js";
import { margins } from "./intervals.js";

const FULL = 1000; // thousandths

export function forkPanel(fork, scenario) {
  const [month, forum, domain, actor, comes] = fork.changed[0], count = fork.changed.length;
  const values = { who: actorName(scenario, actor), count: number(count), forum: forumName(scenario, forum), when: monthName(scenario.first, month) };
  const aim = inside(domainName(scenario, scenario.aim));
  const title = h("h2", {}, t(count > 1 ? "fork.many" : comes ? "fork.come" : "fork.stay", values));
  if (!fork.was.formed && !fork.now.formed) return [title, h("p", {}, t("fork.nothing"))];
  const others = [trust(fork.figures[`trust_region.${domain}`], inside(domainName(scenario, domain))), activities(fork.figures.activities_succeeded)];
  return [title, h("p", { class: "big" }, held(fork, aim)), h("p", {}, meets(fork)), h("p", {}, others.join(" ")),
    drawing((svg) => curves(svg, fork, scenario, aim), "curves"), legend(),
    h("p", { class: "quiet" }, t("fork.counted", { count: number(fork.futures) }))];
}

// The headline: how often region-wide cooperation is held from here, and how sure the difference is.
function held({ already, figures }, aim) {
  const { a, b, low, high } = figures[HELD];
  if (already) return t("fork.already", { aim });
  const digits = Math.min(a, b) > 0 && Math.min(a, b) < 0.02 ? 1 : 0;
  const values = { aim, a: number(a * 100, digits), b: number(b * 100, digits), between: between(low, high) };
  return t(low > 0 || high < 0 ? "fork.held" : "fork.held-same", values);
}

// "between 5 and 13 more", "between 2 and 8 fewer", "between 3 fewer and 5 more", out of a hundred.
function between(low, high) {
  const [one, two] = margins(low, high, () => (Math.max(Math.abs(low), Math.abs(high)) < 0.02 ? 1 : 0));
  if (low >= 0) return t("fork.more", { low: one, high: two });
  return high <= 0 ? t("fork.fewer", { low: two, high: one }) : t("fork.either", { low: one, high: two });
}

function meets({ was, now }) {
  const values = { was: percent(was.success), now: percent(now.success) };
  const came = !was.formed ? "fork.only-with" : !now.formed ? "fork.only-without" : values.was === values.now ? "fork.both-same" : "fork.both";
  return t(came, values);
}

function trust({ a, b, low, high, higher, lower }, domain) {
  const told = (low > 0 || high < 0) && percent(a, 1) !== percent(b, 1);
  return t(told ? "fork.trust" : "fork.trust-same", { domain, a: percent(a, 1), b: percent(b, 1), higher: number(higher * 100), lower: number(lower * 100) });
}

function activities({ a, b, low, high }) {
  return t((low > 0 || high < 0) && number(a, 2) !== number(b, 2) ? "fork.activities" : "fork.activities-same", { a: number(a, 2), b: number(b, 2) });
}

const legend = () => h("p", { class: "legend" }, key(t("fork.with"), stroke("middle")), key(t("fork.without"), stroke("a middle")));

function curves(svg, { at, held: [was, now], changed }, scenario, aim) {
  begin(svg, t("alt.fork", { aim, a: percent(was.at(-1) / FULL), b: percent(now.at(-1) / FULL) }));
  const high = ceiling(Math.max(...was, ...now), [50, 100, 200, 300, 400, 600, 800, FULL]);
  const frame = new Frame(svg, { first: scenario.first, months: scenario.months, high }).axes();
  frame.mark(changed[0][0], "fork");
  frame.line(at, was, "a middle");
  frame.line(at, now, "middle");
}
