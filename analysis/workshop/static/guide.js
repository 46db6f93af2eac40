// The facilitator's guide for 45 and for 90 minutes, and role cards made from the scenario that is open.
import { $, button, choice, h } from "./dom.js";
import { LANGUAGES, actorName, current, forumName, label, learn, list, loadTexts, percent, t, use } from "./i18n.js";
import { Line } from "./net.js";
import "./theme.js";

const EVEN = 0.5; // who is trusted more is trusted, the others one is wary of
const PLANS = { 45: 6, 90: 8 }; // minutes: parts
let scenario = null;

const hearings = {
  welcome(message) {
    learn(message.said);
    scenario = message.scenario;
    build();
  },
};

function build() {
  document.title = `${t("title")}: ${t("guide")}`;
  const words = choice(t("language"), LANGUAGES.map((name) => [name, t(`language.${name}`)]), current(), (name) => { use(name); build(); }, { id: "language" });
  $("page").replaceChildren(h("header", { class: "noprint" }, h("h1", {}, t("guide-and-cards")), button(t("print"), () => print(), { class: "first" }), words),
    h("main", {}, ...Object.keys(PLANS).map(plan), h("section", { "aria-label": t("cards") }, h("h2", { class: "noprint" }, t("cards")), h("div", { class: "cards" }, scenario.actors.map(card)))));
}

function plan(minutes) {
  const parts = Array.from({ length: PLANS[minutes] }, (_, place) => place + 1);
  return h("section", { class: "card plan", "aria-label": t(`guide.${minutes}.title`) }, h("h2", {}, t(`guide.${minutes}.title`)), h("p", {}, t("guide.before")),
    h("ol", {}, parts.map((part) => h("li", {}, h("strong", {}, t(`guide.${minutes}.${part}.what`)), " ", t(`guide.${minutes}.${part}.how`)))));
}

function strongest(table, most, least = 0) {
  return Object.entries(table ?? {}).filter(([id, value]) => id !== "others" && value > least).sort((one, two) => two[1] - one[1]).slice(0, most);
}

const degree = (value) => t(value >= 0.67 ? "degree.high" : value >= 0.4 ? "degree.middle" : "degree.low");

// Rivalry is stated on either side, and holds on both.
function rivals(actor) {
  const others = scenario.actors.filter((other) => other.rivalry?.[actor.id]).map((other) => [other.id, other.rivalry[actor.id]]);
  return { ...Object.fromEntries(others), ...actor.rivalry };
}

// What a delegation needs to know to play: what it wants, what it guards, on whom it leans, whom it trusts.
function card(actor) {
  const say = (pairs) => list(pairs.map(([id, value]) => `${actorName(scenario, id)} (${percent(value)})`));
  const wants = strongest(actor.interest, 9).map(([domain, value]) => `${label("domain", domain, scenario.domains[domain]?.name)} (${degree(value)})`);
  const trusts = strongest(actor.trust, 3, EVEN);
  const wary = strongest(actor.trust, 99).filter(([, value]) => value <= EVEN).slice(-2).reverse();
  const sits = Object.entries(scenario.forums).filter(([, forum]) => forum.members.includes(actor.id)).map(([id]) => forumName(scenario, id));
  const lines = [
    ["card.wants", wants.length ? list(wants) : "–"],
    ["card.guards", `${t("card.autonomy")}: ${degree(actor.figures.autonomy)}; ${t("card.secrecy")}: ${degree(actor.figures.secrecy)}`],
    actor.kind === "government" ? ["card.home", `${t("card.collusion")}: ${degree(actor.figures.collusion)}; ${t("card.instability")}: ${degree(actor.figures.instability)}`] : ["card.gives", `${t("card.budget")}: ${percent(actor.figures.budget)}; ${t("card.attention")}: ${percent(actor.figures.attention)} → ${percent(actor.figures.attention_target)}`],
    actor.dependence && Object.keys(actor.dependence).length ? ["card.leans", say(strongest(actor.dependence, 3))] : null,
    strongest(rivals(actor), 3).length ? ["card.rivals", say(strongest(rivals(actor), 3))] : null,
    trusts.length ? ["card.trusts", say(trusts)] : null,
    wary.length ? ["card.wary", say(wary)] : null,
    ["card.sits", sits.length ? list(sits) : t("card.nowhere")],
  ];
  return h("article", { class: "rolecard" }, h("h3", {}, actorName(scenario, actor.id)), h("p", { class: "quiet" }, t(`kind.${actor.kind}`)),
    h("dl", {}, lines.filter(Boolean).flatMap(([key, text]) => [h("dt", {}, t(key)), h("dd", {}, text)])), h("p", { class: "ask" }, t("card.ask")));
}

await loadTexts();
new Line("phone", (message) => hearings[message.is]?.(message), "none");
