// The facilitator's guide for 45 and for 90 minutes, and role cards made from the scenario that is open.
import { $, button, choice, h } from "./dom.js";
import { LANGUAGES, current, learn, loadTexts, t, use } from "./i18n.js";
import { Line } from "./net.js";
import { roleCard } from "./rolecard.js";
import "./theme.js";

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
    h("main", {}, ...Object.keys(PLANS).map(plan), h("section", { "aria-label": t("cards") }, h("h2", { class: "noprint" }, t("cards")), h("div", { class: "cards" }, scenario.actors.map((actor) => roleCard(actor, scenario))))));
}

function plan(minutes) {
  const parts = Array.from({ length: PLANS[minutes] }, (_, place) => place + 1);
  return h("section", { class: "card plan", "aria-label": t(`guide.${minutes}.title`) }, h("h2", {}, t(`guide.${minutes}.title`)), h("p", {}, t("guide.before")),
    h("ol", {}, parts.map((part) => h("li", {}, h("strong", {}, t(`guide.${minutes}.${part}.what`)), " ", t(`guide.${minutes}.${part}.how`)))));
}

await loadTexts();
new Line("phone", (message) => hearings[message.is]?.(message), "none");
