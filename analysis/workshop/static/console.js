// The facilitator's console, behind the code: the game, by-hand votes, freeze, blank, timer, undo, people.
import { $, button, choice, h, say } from "./dom.js";
import { LANGUAGES, actorName, current, ended, forumName, label, learn, loadTexts, monthName, number, t, use } from "./i18n.js";
import { Line } from "./net.js";
import { clock } from "./roomview.js";
import "./theme.js";

const shared = { scenario: null, room: null, facilitates: false };
const typed = {}; // hands counted, by round and delegation, entered or not
const MORE_S = 30; // that a vote gets when it is given more time
const chosen = { replicate: 7, wait: 6, domain: "", seconds: 90 };
let line, opened = false;
const send = (message) => line.send(message) || say(t("offline"));

const hearings = {
  welcome(message) {
    learn(message.said);
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
  offline: () => say(t("offline")),
  refusal: (message) => say(t(`refusal.${message.key}`, message.values)),
};

let main = null, slots = {}; // what stands on the console, and what it was made of: somebody may be typing there

function build() {
  const { scenario, room, facilitates } = shared;
  if (!scenario) return;
  const mode = JSON.stringify([current(), scenario.name, facilitates && !!room?.console]);
  if (mode !== main?.dataset.mode) frame(mode);
  if (!facilitates || !room?.console) return;
  const now = room.round;
  slot("game", [room.playing, now?.open, now?.number, room.rounds.length, room.voted, room.voters, Boolean(room.until), room.console.before], game);
  slot("status", [now?.number, now?.open, room.voted, room.voters, Boolean(room.until), room.playing], status);
  slot("switches", [room.frozen, room.blank, room.predicting, room.revealed, room.hands, room.veiled, room.predicted], switches);
  slot("votes", [room.hands, now?.open, now?.number, room.console.invited, room.console.by_hand], votes);
  slot("people", [room.console.people, now?.open], people);
  tick();
}

function frame(mode) {
  const { facilitates, room } = shared;
  slots = {};
  document.title = `${t("title")}: ${t("console")}`;
  const words = choice(t("language"), LANGUAGES.map((name) => [name, t(`language.${name}`)]), current(), (name) => { use(name); build(); }, { id: "language" });
  const empty = (name) => { slots[name] = { place: h("div"), made: null }; return slots[name].place; };
  const inside = facilitates && room?.console
    ? [h("div", { class: "stack" }, h("section", { class: "card", "aria-label": t("game") }, empty("status"), empty("game")), empty("switches")), h("div", { class: "stack" }, empty("votes"), empty("people"))]
    : [unlockForm()];
  main = h("main", { class: "consolegrid", "data-mode": mode }, inside);
  $("page").replaceChildren(h("header", {}, h("h1", {}, t("console")), h("a", { href: "/#view=room", target: "_blank", rel: "noopener" }, t("on-the-wall")), h("a", { href: "/guide" }, t("guide")), words), main);
}

// A part of the console, made anew only where what it shows has changed.
function slot(name, facts, make) {
  const made = JSON.stringify(facts);
  if (slots[name].made === made) return;
  const focused = document.activeElement?.id;
  const place = make();
  slots[name].place.replaceWith(place);
  slots[name] = { place, made };
  if (focused && document.activeElement === document.body) $(focused)?.focus();
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
  const begin = () => send({ do: "begin", replicate: chosen.replicate });
  const rare = (name, act, show) => (show ? button(t(`console.${name}`), act, { id: name, class: "link" }) : null);
  const more = () => send({ do: "more", seconds: MORE_S });
  return h("div", { class: "fields" }, nextStep(begin),
    h("div", { class: "row rare" }, rare("more", more, now?.open), rare("no-timer", () => send({ do: "timer", seconds: null }), now?.open && room.until),
      rare("undo", () => send({ do: "undo-round" }), now || room.rounds.length), rare("anew", () => { if (confirm(t("console.anew-sure"))) begin(); }, room.playing), rare("undo-begin", () => send({ do: "undo-begin" }), room.console.before)),
    h("details", { open: opened, ontoggle: (event) => { opened = event.target.open; } }, h("summary", {}, t("console.settings")), h("div", { class: "fields" },
      field("wait", whole("wait", 0, 240)),
      field("domain", choice(t("console.domain"), domains, chosen.domain, (value) => { chosen.domain = value; }, { id: "domain" })),
      field("seconds", whole("seconds", 1, 900)), field("replicate", whole("replicate", 0, 999)))));
}

// What follows, as one big button.
function nextStep(begin) {
  const { room } = shared;
  const open = () => send({ do: "next-round", wait: chosen.wait, domain: chosen.domain || null, seconds: chosen.seconds || null });
  const [id, act] = !room.playing ? ["begin", begin] : room.round?.open ? ["close", () => send({ do: "close-round" })] : ["open", open];
  const after = id === "close" ? t("console.closes-itself", { voted: number(room.voted), voters: number(room.voters) }) : t(`console.${id}-says`);
  return button([t(`console.${id}`), h("small", {}, after)], act, { id, class: "first next", "data-testid": "next-step" });
}

// Where the room is, in one line, and how many of those who are asked have voted.
function status() {
  const { scenario, room } = shared;
  const now = room.round;
  const title = !now ? t(room.playing ? "console.ready" : "console.not-begun") : now.open ? t("console.votes", { voted: number(room.voted), voters: number(room.voters) }) : ended(now.outcome);
  return h("div", { role: "status" }, now ? h("p", { class: "quiet" }, `${t("round", { number: number(now.number) })} · ${monthName(scenario.first, now.month)}, ${forumName(scenario, now.forum)}`) : null,
    h("h2", { class: "where" }, title, room.until && now?.open ? [" ", h("span", { id: "consoleclock", "data-testid": "timer" })] : null),
    now?.open ? h("p", { class: "votes-in", "aria-hidden": "true" }, Array.from({ length: room.voters }, (_, place) => h("i", { class: place < room.voted ? "full" : "" }))) : null);
}

function votes() {
  const { scenario, room } = shared;
  const { by_hand: hand, invited } = room.console;
  if (!room.hands || !room.round?.open) return h("div");
  return h("section", { class: "card", "aria-label": t("by-hand") }, h("h2", {}, t("by-hand")), h("p", { class: "quiet" }, t("by-hand-say")),
    h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("delegation")), h("th", { scope: "col" }, t("vote-come")), h("th", { scope: "col" }, t("vote-stay")), h("td", {}))),
      h("tbody", {}, invited.map((actor) => {
        const counted = (typed[`${room.round.number} ${actor}`] ??= [...(hand[actor] ?? [0, 0])]);
        const field = (name, place) => h("input", { type: "number", min: 0, max: 500, id: `${name}-${actor}`, value: counted[place], oninput: (event) => { counted[place] = Number(event.target.value); }, "aria-label": `${actorName(scenario, actor)}: ${t(`vote-${name}`)}` });
        const [come, stay] = [field("come", 0), field("stay", 1)];
        return h("tr", {}, h("th", { scope: "row" }, actorName(scenario, actor)), h("td", {}, come), h("td", {}, stay),
          h("td", {}, button(t("enter"), () => send({ do: "by-hand", actor, yes: counted[0], no: counted[1] }), { id: `enter-${actor}`, "aria-label": `${t("enter")}: ${actorName(scenario, actor)}` })));
      }))));
}

function switches() {
  const { room } = shared;
  const flip = (name) => button(t(`switch.${name}`), () => send({ do: "switch", name, on: !room[name] }), { id: `switch-${name}`, "aria-pressed": String(room[name]) });
  return h("section", { class: "card", "aria-label": t("switches") }, h("h2", {}, t("switches")),
    h("div", { class: "row" }, ["frozen", "blank", "predicting", "revealed", "hands", "veiled"].map(flip)),
    h("p", {}, t("predicted", { count: number(room.predicted) })));
}

// Who is missing stands on top: those who are here and have not voted, then the others.
function people() {
  const { scenario, room } = shared, asked = room.round?.open ? room.console.invited : [];
  const rank = ([, , actor, here, voted]) => (asked.includes(actor) && here && !voted ? 0 : here ? 1 : 2);
  const rows = [...room.console.people].sort((one, two) => rank(one) - rank(two)).map(([voter, name, actor, here, voted]) => h("tr", {},
    h("th", { scope: "row" }, name), h("td", {}, actorName(scenario, actor)), h("td", {}, t(here ? "is-here" : "is-away")), h("td", {}, asked.includes(actor) ? t(voted ? "has-voted" : "not-voted") : ""),
    h("td", {}, button(t("remove"), () => { if (confirm(t("remove-sure", { name }))) send({ do: "remove", voter }); }, { class: "link", id: `remove-${voter}`, "aria-label": `${t("remove")}: ${name}` }))));
  return h("section", { class: "card", "aria-label": t("people") }, h("h2", {}, `${t("people")}: ${number(rows.length)}`), h("table", {}, h("tbody", {}, rows)),
    button(t("console.reset"), () => { if (confirm(t("console.reset-sure"))) send({ do: "reset" }); }, { id: "reset", class: "danger" }));
}

function tick() {
  const place = $("consoleclock");
  if (place) place.textContent = clock(shared.room.until);
}

setInterval(tick, 500);

const code = new URLSearchParams(location.hash.slice(1)).get("code");
await loadTexts();
if (code) history.replaceState(null, "", "/console");
line = new Line("console", (message) => hearings[message.is]?.(message), "facilitator", code);
