// One meeting of a future: who came, who stayed away and why; every answer can be turned, several at once.
import { button, h } from "./dom.js";
import { actorName, ended, forumName, label, monthName, number, percent, t } from "./i18n.js";
import { termsBar, termsInWords, termsLegend, whatWouldTurn } from "./charts/terms.js";

// `marked` are the actors whose answers are turned on the page, `changed` those whose turned answers are played already.
export function meetingPanel(meeting, { scenario, marked, changed, turned, turn, play }) {
  const [id, name] = scenario.domains[meeting.domain].rungs[meeting.rung];
  const asked = meeting.decisions.filter((one) => one.by !== "chair"), came = asked.filter((one) => one.came).length;
  const first = turned?.order[3] ?? [...marked][0] ?? asked.find((one) => !one.came)?.actor ?? asked[0]?.actor;
  const differs = marked.size !== changed.length || changed.some((actor) => !marked.has(actor));
  const go = button(marked.size ? t("play-from-here", { count: number(marked.size) }) : t(changed.length ? "play-as-it-was" : "turn-answers"), play, { id: "play-from", class: "first", disabled: !differs });
  return [
    h("p", { class: "quiet strong" }, `${monthName(scenario.first, meeting.month)} · ${forumName(scenario, meeting.forum)}: ${label("rung", id, name)}`),
    h("h2", {}, `${t("came-of", { came: number(came), invited: number(asked.length) })} ${ended(meeting)}`),
    h("p", { class: "quiet" }, t("proposed-by", { who: actorName(scenario, meeting.chair) })),
    h("div", { class: "answers" }, meeting.decisions.map((one) => answer(one, scenario, { open: one.actor === first, marked: marked.has(one.actor), was: changed.includes(one.actor), turned: turned?.order[3] === one.actor ? turned.was : null, turn }))),
    go, h("p", { class: "quiet" }, t("turn-says")),
  ];
}

// A row: the answer, which a press turns; who, why and how likely; it opens to what was weighed.
function answer(one, scenario, { open, marked, was, turned, turn }) {
  const who = actorName(scenario, one.actor), now = marked === was ? one.came : !one.came;
  const body = h("div", { class: "weighed", hidden: !open }, turned ? pair(turned, one, who) : weighed(one, who));
  const name = button(who, () => { body.hidden = !body.hidden; name.setAttribute("aria-expanded", String(!body.hidden)); }, { class: "who", "aria-expanded": String(open) });
  const mark = one.by === "chair" ? h("span", { class: "mark" }, "●")
    : button(now ? "●" : "○", () => turn(one.actor), { class: "mark", "data-actor": one.actor, "aria-pressed": String(marked), "aria-label": `${who}: ${t(now ? "came" : "stayed-away")}. ${t(now ? "make-refuse" : "make-come")}` });
  return h("article", { class: `decision ${one.came ? "came" : "refused"}${marked ? " marked" : ""}` },
    h("div", { class: "line" }, mark, name, h("span", { class: "why" }, marked ? t("brief.override") : brief(one)), h("span", { class: "v" }, one.by === "chair" ? "" : percent(one.chance))), body);
}

const CLOSE_CALLS = ["either_way", "against_interest"]; // of refusals; all others are for their largest cost

// Why, in few words.
function brief(one) {
  if (one.by !== "agent") return t(`brief.${one.by}`);
  if (one.came) return t(one.worth > 0 ? "brief.came" : "brief.came-anyway");
  return one.reason === "either_way" ? t("brief.either_way") : t(`why-not.refused_${CLOSE_CALLS.includes(one.reason) ? "" : "for_"}${one.reason}`);
}

const weighed = (one, who) => [h("p", {}, why(one)), termsBar(one, who), termsInWords(one), one.by === "chair" ? null : h("p", {}, whatWouldTurn(one)), termsLegend(one.terms)];

// The same answer twice: as today, and with the change, on the same luck.
function pair(was, now, who) {
  const half = (one, tag, tone) => [h("p", {}, h("b", { class: tone }, `${t(tag)}: `), why(one)), termsBar(one, who), termsInWords(one)];
  return [h("p", { class: "strong" }, t(was.came ? "turned.away" : "turned.come", { who })), half(was, "as-today", "then"), half(now, "with-change", "now"), termsLegend(now.terms)];
}

function why(one) {
  if (one.by !== "agent") return t(`why.${one.by}`);
  if (one.came) return t(one.worth > 0 ? "why.came" : "why.came-anyway", { chance: percent(one.chance) });
  return CLOSE_CALLS.includes(one.reason) ? t(`why.${one.reason}`, { chance: percent(1 - one.chance) }) : t("why.clear", { cost: t(`cost.${one.reason}`) });
}
