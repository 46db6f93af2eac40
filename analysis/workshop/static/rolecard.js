// What a delegation needs to know to play: what it wants, what it guards, on whom it leans, whom it trusts.
import { h } from "./dom.js";
import { actorName, forumName, label, list, percent, t } from "./i18n.js";

const EVEN = 0.5; // who is trusted more is trusted, the others one is wary of

function strongest(table, most, least = 0) {
  return Object.entries(table ?? {}).filter(([id, value]) => id !== "others" && value > least).sort((one, two) => two[1] - one[1]).slice(0, most);
}

const degree = (value) => t(value >= 0.67 ? "degree.high" : value >= 0.4 ? "degree.middle" : "degree.low");

// Rivalry is stated on either side, and holds on both.
function rivals(actor, scenario) {
  const others = scenario.actors.filter((other) => other.rivalry?.[actor.id]).map((other) => [other.id, other.rivalry[actor.id]]);
  return { ...Object.fromEntries(others), ...actor.rivalry };
}

export function roleCard(actor, scenario) {
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
    strongest(rivals(actor, scenario), 3).length ? ["card.rivals", say(strongest(rivals(actor, scenario), 3))] : null,
    trusts.length ? ["card.trusts", say(trusts)] : null,
    wary.length ? ["card.wary", say(wary)] : null,
    ["card.sits", sits.length ? list(sits) : t("card.nowhere")],
  ];
  return h("article", { class: "rolecard" }, h("h3", {}, actorName(scenario, actor.id)), h("p", { class: "quiet" }, t(`kind.${actor.kind}`)),
    h("dl", {}, lines.filter(Boolean).flatMap(([key, text]) => [h("dt", {}, t(key)), h("dd", {}, text)])), h("p", { class: "ask" }, t("card.ask")));
}
