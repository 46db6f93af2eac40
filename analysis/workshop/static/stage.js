// The stage: levers on the left, pictures of the futures on the right; other views take the pictures' place.
import { $, button, choice, h, s, say } from "./dom.js";
import { LANGUAGES, current, label, learn, loadTexts, t, use } from "./i18n.js";
import { Answer } from "./answer.js";
import { DEEPER, Futures } from "./futures.js";
import { Handout } from "./handout.js";
import * as latency from "./latency.js";
import { Levers } from "./levers.js";
import * as looks from "./look.js";
import { Line } from "./net.js";
import { RoomView } from "./roomview.js";
import { Story } from "./story.js";
import { THEMES, currentTheme, useTheme } from "./theme.js";
import { Told } from "./told.js";
import { changes, download, eventsPanel, sharePanel } from "./panels.js";

const VIEWS = ["answer", ...DEEPER, "told", "room", "handout"];
const shared = { scenario: null, levers: [], state: null, picture: null, drawn: null, counting: false, room: null, rights: false, view: "answer", visit: false, told: null, past: null, asked: null, all: 1000, refusal: false,
  get facilitates() { return this.rights && !this.visit; }, // who looks at a link, or at a scene of the story, changes nothing meanwhile
};
const code = new URLSearchParams(location.hash.slice(1)).get("code");
const viewOf = (hash) => { const view = new URLSearchParams(hash.slice(1)).get("view"); return VIEWS.includes(view) ? view : VIEWS[0]; };
const OURS = "ours", LINK = "link"; // whether an entry of the history shows what the room has set, or what a link holds
const LONG_MS = 1000; // how long the address may lack what is set
let stale = null; // the timer of an address that lacks what is set
let wanted = null, opening = false, damaged = false; // what a link asks for, and whether the server is asked to open it
try {
  wanted = history.state === OURS ? null : looks.read(location.hash); // a page that is loaded again shows what the room has set by now
} catch {
  damaged = true;
}
shared.view = viewOf(location.hash);
let line, levers, answer, futures, told, room, handout, story, seen = 0;
let missed = false; // whether levers were not shown as they are set, since one was held
let headParts = null; // what decides which parts the bar has
let waiting = null; // when the picture that the next frame draws was heard and read
window.shared = shared; // for the benchmark and the tests

const send = (message) => {
  const heard = line.send(message);
  if (!heard) say(t("offline"));
  return heard;
};

function ask(settings, final) {
  seen += 1;
  if (final) missed = false; // what is set then comes in any case
  latency.ask(seen);
  wait();
  send({ do: final ? "change" : "drag", settings, seen });
}

const hearings = {
  welcome(message) {
    learn(message.said);
    Object.assign(shared, { addresses: message.addresses, scenarios: message.scenarios, all: message.all });
    if ("facilitates" in message) shared.rights = message.facilitates;
    if (shared.visit) {
      if ("facilitates" in message) story.again();
      return showHead();
    }
    if (shared.scenario?.name !== message.scenario.name) shared.room = null; // what is played in another scenario comes next
    Object.assign(shared, { scenario: message.scenario, levers: message.levers, state: message.state });
    if (shared.picture && shared.picture.now.base !== message.state.now.base) shared.picture = null;
    adopt();
    build();
    if (damaged) say(t("link-broken", { said: t("refusal.malformed") }));
    damaged = false;
  },
  // What a link holds, for who may change nothing: the room's own settings and pictures pass by meanwhile.
  visited(message) {
    if (!wanted && !story.open) return; // the story was left before its scene came
    wanted = null;
    opening = false;
    learn(message.said);
    Object.assign(shared, { visit: true, scenario: message.scenario, levers: message.levers, state: message.state });
    build();
    take(message.picture);
  },
  unlocked() {
    if (shared.visit) return location.reload(); // with the code, the link is for everybody
    shared.rights = true;
    adopt();
    build();
  },
  state(message) {
    if (shared.visit) return;
    shared.state = message;
    if (shared.picture && !looks.same(shared.picture.now, message.now)) {
      wait();
      keepAddressLater(); // the cores are needed for counting
    } else if (!wanted) keepAddress();
    showLevers();
    showHead();
    share.follow();
    if (shared.view === "told") told.show();
  },
  picture: (message, heard) => shared.visit || take(message, heard),
  counting(message) {
    if (shared.visit) return;
    wait();
    answer.count(message.counted);
  },
  room(message) {
    shared.room = message;
    document.body.classList.toggle("blank", message.blank);
    if (wanted && shared.rights) adopt(); // a link waited to know whether a game is on
    if (!shared.visit) room.show(); // its scenario may be another one
  },
  offline: () => say(t("offline")),
  told: (message) => told.hear(message),
  meeting: (message) => told.meeting(message),
  forked: (message) => told.forked(message),
  turned: (message) => told.showTurned(message),
  past: (message) => futures.hear(message),
  months({ of, against, b, a }) {
    const { picture } = shared;
    if (!picture || !looks.same(picture.now, of) || (picture.a && !looks.same(picture.against, against))) return;
    Object.assign(picture.b, b);
    if (picture.a) Object.assign(picture.a, a);
    futures.show();
    if (shared.view === "handout") handout.show();
  },
  code: (message) => { share.hear(message); room.code(message); },
  file: (message) => download(message.name, message.text, "application/toml"),
  refusal(message) {
    if (message.of === "past") return; // nobody asked for it by hand
    if (message.of === "visit") wanted = null;
    if (message.of === "turned") told.tell(true); // no answer differs: the first refusal is shown
    const said = t(`refusal.${message.key}`, message.values), link = opening && ["show", "visit"].includes(message.of);
    say(link ? t("link-broken", { said }) : said);
    if (link) opening = false;
    if (message.of === "change" || message.of === "drag") showLevers();
    if (["change", "drag", "picture"].includes(message.of)) rest();
  },
};

function take(picture, heard) {
  if (!waiting) requestAnimationFrame(draw);
  waiting = { heard, read: performance.now() };
  Object.assign(shared, { picture, counting: false });
  if (picture.final && !shared.visit) handout.remember(picture); // what the room itself tried
}

// The months of what is counted; asked for once somebody looks at a view of them.
shared.askMonths = () => {
  const { picture } = shared;
  if (picture && !picture.asked) picture.asked = send({ do: "months", look: picture.now, against: picture.against });
};

// Nothing is counted: what was shown before holds.
function rest() {
  keepAddressNow();
  shared.counting = false;
  answer.settle();
  answer.show();
  futures.show();
}

// Something is counted anew: pictures of before stay, and look like it.
function wait() {
  answer.wait();
  if (shared.counting) return;
  shared.counting = true;
  futures.show();
}

// Draw the newest picture once a frame; nobody would see those that it replaced.
function draw() {
  const { heard, read } = waiting;
  const begun = performance.now();
  waiting = null;
  if (!shared.picture) return;
  answer.hear(shared.picture);
  showLevers(shared.picture.final ? shared.state.now : shared.picture.now); // somebody else may be moving one
  futures.show();
  story.point();
  shared.drawn = shared.picture;
  latency.note(shared.picture, heard, read, begun, performance.now());
  setTimeout(keepAddressNow); // once the answer is painted: a browser looks for the icon of every new address
}

// What is set and looked at, as the part of the address after its #.
const address = () => `${looks.written(shared.state.now)}${shared.view === VIEWS[0] ? "" : `&view=${shared.view}`}`;

// What a link asks for, once: later the server knows better. Who has no code sees it, and the room does not change.
function adopt() {
  if (wanted && !looks.same(wanted, shared.state.now)) {
    opening = true;
    if (!shared.facilitates) return send({ do: "visit", look: wanted });
    if (!shared.room) return; // it says whether a game is on
    if (mayOpen(wanted.base)) send({ do: "show", look: wanted });
  }
  wanted = null;
  keepAddress();
}

function keepAddress() {
  clearTimeout(stale);
  stale = null;
  history.replaceState(OURS, "", address());
}

// The address, once the picture of what is set is drawn, or where that takes long.
function keepAddressLater() {
  clearTimeout(stale);
  stale = setTimeout(keepAddressNow, LONG_MS);
}

function keepAddressNow() {
  if (stale === null) return;
  if (!wanted && !shared.visit) return keepAddress();
  clearTimeout(stale);
  stale = null;
}

const entry = () => (shared.visit && !story.open ? LINK : OURS);

let share = { hear() {}, follow() {} };

function build() {
  document.title = `${t("title")}: ${label("preset", shared.state.now.base, shared.scenario.title)}`;
  levers = new Levers(h("aside", { class: "levers", id: "levers", "aria-label": t("levers") }), shared.levers, shared.facilitates, ask, levers);
  answer = new Answer(shared, levers.place, look, answer);
  futures = new Futures(shared, send);
  told = new Told(shared, send, told);
  room = new RoomView(shared, send, room);
  handout = new Handout(shared, handout);
  story = new Story(shared, send, look, story);
  const views = { answer: answer.place, ...futures.places, told: told.place, room: room.place, handout: handout.place };
  const visiting = shared.visit && !story.open ? h("p", { class: "visiting" }, t("visiting"), " ", h("a", { href: "/", onclick: leaveVisit }, t("to-the-room"))) : null;
  const main = h("main", { id: "main", tabindex: -1 }, visiting ?? "", story.place, h("div", { id: "panel", hidden: true }),
    VIEWS.map((name) => { views[name].dataset.view = name; return views[name]; }));
  $("page").replaceChildren(h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); main.focus(); } }, t("skip")), h("header", { id: "head", class: "bar" }), main);
  showHead();
  showLevers();
  look(shared.view);
  story.show(); // it points at a panel, which is there only now
}

function leaveVisit(event) {
  event.preventDefault();
  history.replaceState(OURS, "", "/");
  location.reload();
}

function look(view, refusal = false) {
  if (view !== shared.view) {
    shared.view = view;
    if (!story.open) history.pushState(entry(), "", address());
    scrollTo(0, 0);
  }
  shared.refusal = refusal;
  closePanel();
  $("head").classList.remove("open");
  for (const place of document.querySelectorAll("main > [data-view]")) place.hidden = place.dataset.view !== view;
  document.body.dataset.view = view;
  showHead();
  ({ answer, told, room, handout }[view] ?? futures).show();
}

// Back and forth change the view, and back leaves the story; a link typed into the address opens what it holds.
addEventListener("popstate", ({ state }) => {
  if (state !== entry()) return location.reload();
  if (story?.open) return story.leave();
  shared.view = viewOf(location.hash);
  look(shared.view);
  if (entry() === OURS && !story.open) keepAddress();
});

// The bar; built anew only where it would have other parts.
function showHead() {
  const { state, facilitates } = shared;
  const parts = [facilitates, shared.visit, shared.view, story.open].join();
  if (parts === headParts && $("tool-undo")) {
    for (const [name, steps] of [["undo", state.undo], ["redo", state.redo]]) $(`tool-${name}`).disabled = !facilitates || !steps;
    $("preset").value = state.now.base;
    $("menu").setAttribute("aria-expanded", String($("head").classList.contains("open")));
    return;
  }
  headParts = parts;
  const focused = document.activeElement?.id;
  const off = !facilitates;
  const presets = shared.scenarios.map(([name, title]) => [name, label("preset", name, title)]);
  const tabs = h("nav", { class: "tabs", "aria-label": t("views") }, VIEWS.filter((name) => !shared.visit || name !== "room").map((name) =>
    button(t(`view.${name}`), () => look(name), { id: `tab-${name}`, "aria-current": shared.view === name ? "page" : null })));
  const tool = (name, act, extra = {}) => button(t(name), act, { id: `tool-${name}`, class: "tool", ...extra });
  const sign = (name, arrow, steps, act) => button(arrow, act, { id: `tool-${name}`, class: "tool", "aria-label": t(name), title: t(name), disabled: off || !steps });
  const menu = button("☰", () => { const open = $("head").classList.toggle("open"); $("menu").setAttribute("aria-expanded", String(open)); }, { id: "menu", class: "tool", "aria-label": t("menu"), "aria-expanded": String($("head").classList.contains("open")) });
  $("head").replaceChildren(
    h("span", { class: "brand" }, s("svg", { viewBox: "0 0 16 20", "aria-hidden": "true" }, s("path", { d: "M3 0v20M13 0v20M3 4h10M3 10h10M3 16h10" })), h("span", {}, t("title"))),
    tabs,
    h("div", { class: "tools" },
      sign("undo", "↶", state.undo, undo),
      sign("redo", "↷", state.redo, () => send({ do: "redo" })),
      tool("story", () => story.toggle(), { "aria-pressed": String(story.open), disabled: off && !story.open }),
      tool("share", () => panel("share", () => (share = sharePanel(shared, send)).place)),
      choice(t("preset"), presets, state.now.base, preset, { id: "preset", class: "tool", disabled: off }),
      choice(t("theme"), THEMES.map((name) => [name, t(`theme.${name}`)]), currentTheme(), (name) => { useTheme(name); build(); }, { id: "theme", class: "tool" }),
      choice(t("language"), LANGUAGES.map((name) => [name, t(`language.${name}`)]), current(), (name) => { use(name); build(); }, { id: "language", class: "tool" }),
      off && !story.open ? unlockForm() : null), menu);
  if (focused) $(focused)?.focus({ preventScroll: true });
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

function showLevers(now = shared.state.now) {
  missed = Boolean(levers.place.querySelector("input:active, [data-held]"));
  if (missed) return;
  const focused = document.activeElement?.id;
  const events = button(t("something-happens"), () => panel("events", () => eventsPanel(shared, send)), { id: "tool-events", class: "link" });
  const keep = shared.state.against ? "drop-a" : "keep-a";
  const kept = button(t(keep), () => send({ do: "compare", on: !shared.state.against }), { id: `tool-${keep}`, class: "link", disabled: !shared.facilitates });
  levers.show(now.settings, changes({ ...shared, state: { ...shared.state, now } }, ask, send), [events, kept]);
  if (focused) $(focused)?.focus({ preventScroll: true });
}

// What came while a lever was held and not moved.
addEventListener("pointerup", () => setTimeout(() => missed && showLevers()));

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
