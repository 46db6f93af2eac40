// The stage: levers on the left, pictures of the futures on the right; other views take the pictures' place.
import { $, button, choice, h, say } from "./dom.js";
import { LANGUAGES, current, label, learn, loadTexts, t, use } from "./i18n.js";
import { Futures } from "./futures.js";
import { Handout } from "./handout.js";
import * as latency from "./latency.js";
import { Levers } from "./levers.js";
import * as looks from "./look.js";
import { Line } from "./net.js";
import { RoomView } from "./roomview.js";
import { Story } from "./story.js";
import { THEMES, currentTheme, useTheme } from "./theme.js";
import { Told } from "./told.js";
import { changes, download, effectsInWords, eventsPanel, sharePanel } from "./panels.js";

const VIEWS = ["futures", "told", "room", "handout"];
const shared = { scenario: null, levers: [], state: null, picture: null, drawn: null, room: null, facilitates: false, view: "futures", told: null };
const code = new URLSearchParams(location.hash.slice(1)).get("code");
let wanted = looks.read(location.hash);
let line, levers, futures, told, room, handout, story, seen = 0;
let waiting = null; // when the picture that the next frame draws was heard and read
window.shared = shared; // for the benchmark and the tests

const send = (message) => {
  const heard = line.send(message);
  if (!heard) say(t("offline"));
  return heard;
};

function ask(settings, final) {
  seen += 1;
  latency.ask(seen);
  send({ do: final ? "change" : "drag", settings, seen });
}

const hearings = {
  welcome(message) {
    learn(message.said);
    Object.assign(shared, { scenario: message.scenario, levers: message.levers, state: message.state, addresses: message.addresses, scenarios: message.scenarios });
    if (shared.picture && shared.picture.now.base !== message.state.now.base) shared.picture = null;
    if ("facilitates" in message) shared.facilitates = message.facilitates;
    adopt();
    build();
  },
  unlocked(message) {
    shared.facilitates = true;
    adopt();
    build();
  },
  state(message) {
    shared.state = message;
    history.replaceState(null, "", looks.written(message.now));
    showLevers();
    showHead();
    story.show();
    if (shared.view === "told") told.show();
  },
  picture(message, heard) {
    if (!waiting) requestAnimationFrame(draw);
    waiting = { heard, read: performance.now() };
    shared.picture = message;
    handout.remember(message);
  },
  room(message) {
    shared.room = message;
    document.body.classList.toggle("blank", message.blank);
    room.show();
  },
  offline: () => say(t("offline")),
  told: (message) => told.hear(message),
  meeting: (message) => told.meeting(message),
  forked: (message) => told.forked(message),
  code: (message) => { share.hear(message); room.code(message); },
  file: (message) => download(message.name, message.text, "application/toml"),
  refusal(message) {
    say(t(`refusal.${message.key}`, message.values));
    if (message.of === "change" || message.of === "drag") showLevers();
  },
};

// Draw the newest picture once a frame; nobody would see those that it replaced.
function draw() {
  const { heard, read } = waiting;
  const begun = performance.now();
  waiting = null;
  if (!shared.picture) return;
  futures.show();
  showEffects();
  story.point();
  shared.drawn = shared.picture;
  latency.note(shared.picture, heard, read, begun, performance.now());
}

// What a link asks for, once: later the server knows better.
function adopt() {
  if (wanted && shared.facilitates && !looks.same(wanted, shared.state.now)) send({ do: "show", look: wanted });
  wanted = null;
  history.replaceState(null, "", looks.written(shared.state.now));
}

let share = { hear() {} };

function build() {
  document.title = `${t("title")}: ${label("preset", shared.state.now.base, shared.scenario.title)}`;
  levers = new Levers(h("div", { id: "levers" }), ask, levers);
  futures = new Futures(shared, futures);
  told = new Told(shared, send, told);
  room = new RoomView(shared, send, room);
  handout = new Handout(shared, handout);
  story = new Story(shared, send, story);
  const head = h("header", { id: "head" });
  const aside = h("aside", { id: "aside", "aria-label": t("levers") }, story.place, h("div", { id: "changes" }), levers.place);
  const views = { futures: futures.place, told: told.place, room: room.place, handout: handout.place };
  const main = h("main", { id: "main" }, h("div", { id: "effects" }), h("div", { id: "panel", hidden: true }),
    VIEWS.map((name) => { views[name].dataset.view = name; return views[name]; }));
  $("page").replaceChildren(h("a", { class: "skip", href: "#main" }, t("skip")), head, h("div", { id: "body" }, aside, main));
  showHead();
  showLevers();
  look(shared.view);
  story.show(); // it points at a panel, which is there only now
}

function look(view) {
  shared.view = view;
  closePanel();
  for (const place of document.querySelectorAll("main > [data-view]")) place.hidden = place.dataset.view !== view;
  document.body.dataset.view = view;
  showHead();
  showEffects();
  ({ futures, told, room, handout })[view].show();
}

function showHead() {
  const { state, facilitates } = shared;
  const focused = document.activeElement?.id;
  const off = !facilitates;
  const presets = shared.scenarios.map(([name, title]) => [name, label("preset", name, title)]);
  const tabs = h("nav", { class: "tabs", "aria-label": t("views") }, VIEWS.map((name) =>
    button(t(`view.${name}`), () => look(name), { id: `tab-${name}`, "aria-current": shared.view === name ? "page" : null })));
  const tool = (name, act, extra = {}) => button(t(name), act, { id: `tool-${name}`, ...extra });
  const sign = (name, arrow, steps, act) => button(arrow, act, { id: `tool-${name}`, "aria-label": t(name), title: t(name), disabled: off || !steps });
  $("head").replaceChildren(
    h("h1", {}, choice(t("preset"), presets, state.now.base, preset, { id: "preset", disabled: off })),
    tabs,
    h("div", { class: "tools" },
      sign("undo", "↶", state.undo, undo),
      sign("redo", "↷", state.redo, () => send({ do: "redo" })),
      tool("replay", () => futures.replay(), { disabled: !futures?.before }),
      tool(state.against ? "drop-a" : "keep-a", () => send({ do: "compare", on: !state.against }), { disabled: off }),
      tool("events", () => panel("events", () => eventsPanel(shared, send))),
      tool("story", () => story.toggle(), { "aria-pressed": String(story.open), disabled: off }),
      tool("share", () => panel("share", () => (share = sharePanel(shared, send)).place)),
      choice(t("theme"), THEMES.map((name) => [name, t(`theme.${name}`)]), currentTheme(), (name) => { useTheme(name); build(); }, { id: "theme" }),
      choice(t("language"), LANGUAGES.map((name) => [name, t(`language.${name}`)]), current(), (name) => { use(name); build(); }, { id: "language" }),
      off ? unlockForm() : null));
  if (focused) $(focused)?.focus();
}

// A scenario of another world ends the game that the room plays: a slip of the hand must not open it.
function mayOpen(name) {
  const fits = shared.scenarios.find(([known]) => known === name)?.[2] ?? true;
  return fits || !shared.room?.playing || confirm(t("preset-sure"));
}

function preset(name) {
  if (mayOpen(name)) send({ do: "preset", name });
  else showHead();
}

function undo() {
  if (mayOpen(shared.state.before?.base)) send({ do: "undo" });
}

function unlockForm() {
  const field = h("input", { id: "code", inputmode: "numeric", size: 8, placeholder: t("code"), "aria-label": t("code"), autocomplete: "off" });
  return h("form", { onsubmit: (event) => { event.preventDefault(); send({ do: "unlock", code: field.value.trim() }); } }, field, h("button", {}, t("unlock")));
}

function panel(name, make) {
  const place = $("panel");
  if (!place.hidden && place.dataset.name === name) return closePanel();
  const shut = button("×", () => { closePanel(); $(`tool-${name}`).focus(); }, { class: "close", "aria-label": t("close") });
  place.replaceChildren(shut, make());
  Object.assign(place, { hidden: false });
  place.dataset.name = name;
  (place.querySelector("input, select, button:not(.close)") ?? shut).focus();
}

const closePanel = () => { if ($("panel")) $("panel").hidden = true; };

function showLevers() {
  if (levers.place.querySelector("input:active")) return;
  const focused = document.activeElement?.id;
  levers.show(shared.levers, shared.state.now.settings, shared.facilitates);
  $("changes").replaceChildren(changes(shared, ask, send));
  if (focused) $(focused)?.focus();
}

function showEffects() {
  const place = $("effects");
  const { picture } = shared;
  place.hidden = shared.view !== "futures" || !picture?.effects;
  if (!place.hidden) place.replaceChildren(effectsInWords(shared));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closePanel();
  if (!(event.ctrlKey || event.metaKey) || !shared.facilitates || /^(text|number|)$/.test(event.target.type ?? "none")) return;
  const letter = (/^[a-z]$/i.test(event.key) ? event.key : event.code.replace("Key", "")).toLowerCase(); // a Cyrillic keyboard has no z
  if (letter === "z" && !event.shiftKey) undo();
  else if (letter === "z" || letter === "y") send({ do: "redo" });
  else return;
  event.preventDefault();
});

await loadTexts();
line = new Line("stage", (message, heard) => hearings[message.is]?.(message, heard), "facilitator", code);
