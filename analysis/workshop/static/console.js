// The facilitator's console, behind the code: the game, by-hand votes, freeze, blank, timer, undo, people.
import { $, button, choice, h, say } from "./dom.js";
import { LANGUAGES, current, label, loadTexts, monthName, number, t, use } from "./i18n.js";
import { Line } from "./net.js";
import { clock } from "./roomview.js";
import { actorName, forumName } from "./told.js";
import "./theme.js";

const shared = { scenario: null, room: null, facilitates: false };
const chosen = { replicate: 7, wait: 6, domain: "", seconds: 90 };
let line;
const send = (message) => line.send(message) || say(t("offline"));

const hearings = {
  welcome(message) {
    shared.scenario = message.scenario;
    if ("facilitates" in message) shared.facilitates = message.facilitates;
    build();
  },
  unlocked(message) {
    shared.facilitates = true;
    build();
  },
  room(message) {
    shared.room = message;
    build();
  },
  refusal: (message) => say(`${t(`refusal.${message.key}`)} ${message.detail ?? ""}`),
};

function build() {
  const { scenario, room, facilitates } = shared;
  if (!scenario) return;
  document.title = `${t("title")}: ${t("console")}`;
  const focused = document.activeElement?.id;
  const typing = document.activeElement?.value;
  const words = choice(t("language"), LANGUAGES.map((name) => [name, t(`language.${name}`)]), current(), (name) => { use(name); build(); }, { id: "language" });
  const main = facilitates && room?.console ? [game(), votes(), switches(), people()] : [unlockForm()];
  $("page").replaceChildren(h("header", {}, h("h1", {}, t("console")), h("a", { href: "/guide" }, t("guide")), words), h("main", { class: "consolegrid" }, main));
  const place = focused && $(focused);
  if (place) {
    place.focus();
    if (place.type === "number" || place.type === "text") place.value = typing;
  }
}

function unlockForm() {
  const field = h("input", { id: "code", inputmode: "numeric", autocomplete: "off" });
  return h("form", { class: "card", onsubmit: (event) => { event.preventDefault(); send({ do: "unlock", code: field.value.trim() }); } },
    h("label", { for: "code" }, t("code-say")), field, h("button", { class: "first" }, t("unlock")));
}

function whole(id, low, high) {
  return h("input", { type: "number", id, min: low, max: high, value: chosen[id], oninput: (event) => { chosen[id] = Number(event.target.value); } });
}

function game() {
  const { scenario, room } = shared;
  const now = room.round;
  const domains = [["", t("every-domain")], ...Object.entries(scenario.domains).map(([id, domain]) => [id, label("domain", id, domain.name)])];
  const field = (id, ...rest) => h("div", { class: "row" }, h("label", { for: id }, t(`console.${id}`)), ...rest);
  return h("section", { class: "card", "aria-label": t("game") }, h("h2", {}, t("game")),
    field("replicate", whole("replicate", 0, 999), button(t("console.begin"), () => send({ do: "begin", replicate: chosen.replicate }), { id: "begin" })),
    field("wait", whole("wait", 0, 240)),
    field("domain", choice(t("console.domain"), domains, chosen.domain, (value) => { chosen.domain = value; }, { id: "domain" })),
    field("seconds", whole("seconds", 1, 900), button(t("console.timer"), () => send({ do: "timer", seconds: chosen.seconds }), { id: "timer" }), button(t("console.no-timer"), () => send({ do: "timer", seconds: null }), { id: "no-timer" })),
    h("div", { class: "row" },
      button(t("console.open"), () => send({ do: "next-round", wait: chosen.wait, domain: chosen.domain || null, seconds: chosen.seconds || null }), { id: "open", class: "first", disabled: !room.playing || now?.open }),
      button(t("console.close"), () => send({ do: "close-round" }), { id: "close", class: "first", disabled: !now?.open }),
      button(t("console.undo"), () => send({ do: "undo-round" }), { id: "undo", disabled: !now && !room.rounds.length })),
    h("p", {}, now ? `${t("round", { number: number(now.number) })}: ${monthName(scenario.first, now.month)}, ${forumName(scenario, now.forum)}. ${now.open ? t("console.votes", { voted: number(room.voted), voters: number(room.voters) }) : t("console.closed")} ` : t(room.playing ? "console.ready" : "console.not-begun"),
      room.deadline && now?.open ? h("strong", { id: "consoleclock" }, clock(room.deadline)) : null));
}

function votes() {
  const { scenario, room } = shared;
  const { by_hand: hand, invited } = room.console;
  if (!room.round?.open) return h("section", { class: "card" }, h("h2", {}, t("by-hand")), h("p", { class: "quiet" }, t("by-hand-say")));
  return h("section", { class: "card", "aria-label": t("by-hand") }, h("h2", {}, t("by-hand")), h("p", { class: "quiet" }, t("by-hand-say")),
    h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("delegation")), h("th", { scope: "col" }, t("vote-come")), h("th", { scope: "col" }, t("vote-stay")), h("td", {}))),
      h("tbody", {}, invited.map((actor) => {
        const [yes, no] = hand[actor] ?? [0, 0];
        const field = (name, value) => h("input", { type: "number", min: 0, max: 500, id: `${name}-${actor}`, value, "aria-label": `${actorName(scenario, actor)}: ${t(`vote-${name}`)}` });
        const [come, stay] = [field("come", yes), field("stay", no)];
        return h("tr", {}, h("th", { scope: "row" }, actorName(scenario, actor)), h("td", {}, come), h("td", {}, stay),
          h("td", {}, button(t("enter"), () => send({ do: "by-hand", actor, yes: Number(come.value), no: Number(stay.value) }), { id: `enter-${actor}`, "aria-label": `${t("enter")}: ${actorName(scenario, actor)}` })));
      }))));
}

function switches() {
  const { room } = shared;
  const flip = (name) => button(t(`switch.${name}`), () => send({ do: "switch", name, on: !room[name] }), { id: `switch-${name}`, "aria-pressed": String(room[name]) });
  return h("section", { class: "card", "aria-label": t("switches") }, h("h2", {}, t("switches")),
    h("div", { class: "row" }, ["frozen", "blank", "predicting", "revealed"].map(flip)),
    h("p", {}, t("predicted", { count: number(room.predicted) })));
}

function people() {
  const { scenario, room } = shared;
  const rows = room.console.people.map(([voter, name, actor, here, voted]) => h("tr", {},
    h("th", { scope: "row" }, name), h("td", {}, actorName(scenario, actor)), h("td", {}, t(here ? "is-here" : "is-away")), h("td", {}, room.round?.open ? t(voted ? "has-voted" : "not-voted") : ""),
    h("td", {}, button(t("remove"), () => send({ do: "remove", voter }), { id: `remove-${voter}`, "aria-label": `${t("remove")}: ${name}` }))));
  return h("section", { class: "card", "aria-label": t("people") }, h("h2", {}, `${t("people")}: ${number(rows.length)}`), h("table", {}, h("tbody", {}, rows)),
    button(t("console.reset"), () => { if (confirm(t("console.reset-sure"))) send({ do: "reset" }); }, { id: "reset", class: "danger" }));
}

setInterval(() => {
  const place = $("consoleclock");
  if (place && shared.room?.deadline) place.textContent = clock(shared.room.deadline);
}, 500);

const code = new URLSearchParams(location.hash.slice(1)).get("code");
await loadTexts();
if (code) history.replaceState(null, "", "/console");
line = new Line("console", (message) => hearings[message.is]?.(message), "facilitator", code);
