// A participant's phone: take a seat, read the invitation, vote once, sketch a prediction.
import { $, button, choice, h, say } from "./dom.js";
import { LANGUAGES, actorName, aimInWords, current, ended, forumName, label, learn, loadTexts, monthName, number, percent, t, use } from "./i18n.js";
import { termsBar, termsInWords, termsLegend } from "./charts/terms.js";
import { Line } from "./net.js";
import { roleCard } from "./rolecard.js";
import { clock } from "./roomview.js";
import "./theme.js";

const shared = { scenario: null, room: null };
let line, guess = [5, 10, 15, 20], moving = false, removed = false;
const wish = { name: "", actor: null }; // what is typed and chosen while the page goes on

const send = (message) => line.send(message) || say(t("offline"));

const hearings = {
  welcome(message) {
    learn(message.said);
    if (shared.scenario?.name !== message.scenario.name) shared.room = null; // what is played in another scenario comes next
    shared.scenario = message.scenario;
    build();
  },
  room(message) {
    shared.room = message;
    if (message.removed) line.token = null;
    removed = message.removed || (removed && !message.me);
    build();
  },
  seat() {
    moving = removed = false;
    shown = "";
  },
  voted: () => say(t("vote-counted")),
  predicted: () => say(t("prediction-counted")),
  offline: () => say(t("offline")),
  refusal: (message) => say(t(`refusal.${message.key}`, message.values)),
};

let shown = "", read = ""; // what the page is made of, and what there is to read or to do on it

function build() {
  const { scenario, room } = shared;
  if (!scenario || !room) return;
  const key = JSON.stringify([scenario.name, current(), removed, room.me, room.round, room.frozen, room.blank, room.predicting, room.revealed]);
  if (key === shown) return tick();
  shown = key;
  document.title = `${t("title")}: ${t("view.room")}`;
  const words = choice(t("language"), LANGUAGES.map((name) => [name, t(`language.${name}`)]), current(), (name) => { use(name); shown = ""; build(); }, { id: "language" });
  const me = room.me;
  const head = h("header", {}, h("h1", {}, me ? actorName(scenario, me.actor) : t("title")), me ? h("span", { class: "quiet" }, me.name) : null, words);
  document.body.classList.toggle("to-vote", Boolean(me && !room.frozen && asked(me)));
  $("page").replaceChildren(head, h("main", {}, me && !(moving && mayMove(me)) ? [seated(me), mayMove(me) ? moveButton(me) : null, h("details", { class: "card" }, h("summary", {}, t("your-card")), roleCard(scenario.actors.find((actor) => actor.id === me.actor), scenario))] : seatForm(me)));
  tick();
  const now = matter(me);
  if (now !== read) scrollTo(0, 0); // whoever reads further down sees what has come
  read = now;
}

// What there is to read or to do. Who has no seat goes on typing, whatever the room does.
function matter(me) {
  const { room } = shared;
  if (!me || (moving && mayMove(me))) return JSON.stringify([Boolean(me), removed]);
  return JSON.stringify([me.actor, room.frozen, room.round?.number, room.round?.open, asked(me), room.predicting && !room.revealed, me.predicted]);
}

// Whoever chose the wrong delegation can take another seat, unless something is asked of it just now.
function mayMove(me) {
  const { room } = shared;
  return !room.frozen && !(room.round?.open && me.invitation) && !(room.predicting && !room.revealed);
}

function moveButton({ name, actor }) {
  return button(t("other-seat"), () => { moving = true; shown = ""; Object.assign(wish, { name, actor }); build(); }, { id: "move" });
}

function seatForm(me) {
  const { scenario } = shared;
  const name = h("input", { id: "name", maxlength: 24, autocomplete: "given-name", required: true, value: wish.name, oninput: () => { wish.name = name.value; } });
  const group = (kind) => h("optgroup", { label: t(`kind.${kind}`) }, scenario.actors.filter((actor) => actor.kind === kind).map((actor) => h("option", { value: actor.id, selected: actor.id === wish.actor }, actorName(scenario, actor.id))));
  const actor = h("select", { id: "actor", onchange: () => { wish.actor = actor.value; } }, group("government"), group("donor"));
  return h("form", { class: "card", onsubmit: (event) => { event.preventDefault(); send({ do: "join", name: name.value, actor: actor.value, token: line.token }); } },
    removed ? h("p", { role: "alert", class: "strong" }, t("seat-gone")) : null, h("p", {}, t("join-say")), h("label", { for: "name" }, t("your-name")), name, h("label", { for: "actor" }, t("your-delegation")), actor, h("button", { class: "first" }, t("take-seat")),
    me ? button(t("back"), () => { moving = false; shown = ""; build(); }) : null);
}

function seated(me) {
  const { room } = shared;
  if (room.frozen) return h("p", { class: "card frozen", role: "status" }, t("frozen"));
  if (asked(me)) return invitation(me); // an open vote goes before a prediction
  if (room.predicting && !room.revealed) return prediction(me);
  if (!room.round) return h("p", { class: "card" }, t("wait-for-invitation"));
  return room.round.open ? invitation(me) : outcome(me);
}

const asked = (me) => shared.room.round?.open && me.invitation && !me.voted;

function about() {
  const { scenario, room: { round } } = shared;
  const [id, name] = scenario.domains[round.domain].rungs[round.rung];
  return [h("p", { class: "quiet" }, `${t("round", { number: number(round.number) })} · ${monthName(scenario.first, round.month)}`),
    h("h2", {}, `${forumName(scenario, round.forum)}: ${label("rung", id, name)}`), h("p", {}, t("proposed-by", { who: actorName(scenario, round.chair) }))];
}

function invitation(me) {
  const { room } = shared;
  if (!me.invitation) return h("section", { class: "card" }, about(), h("p", { class: "quiet" }, t("not-invited")));
  if (me.voted) return h("section", { class: "card" }, about(), h("p", { class: "huge", id: "done" }, "✓"), h("p", {}, t("voted-wait")));
  const { belief, needed } = me.invitation;
  const vote = (come) => send({ do: "vote", round: room.round.number, come });
  const answer = (come) => button(t(come ? "vote-come" : "vote-stay"), () => vote(come), { id: come ? "come" : "stay", "data-testid": come ? "vote-yes" : "vote-no" });
  return [h("section", { class: "card" }, h("p", { id: "phoneclock", "data-testid": "timer", role: "timer" }), about(),
    room.round.chair === me.actor ? h("p", {}, t("you-propose")) : null,
    h("p", {}, t("your-trust", { belief: percent(belief) }), " ", needed <= 0 ? t("any-trust-enough") : needed > 1 ? t("no-trust-enough") : t("trust-needed", { needed: percent(needed) })),
    h("h3", {}, t("what-it-knows")), termsBar(me.invitation, actorName(shared.scenario, me.actor)), termsLegend(me.invitation.terms), termsInWords(me.invitation)),
  h("footer", { class: "votes" }, answer(true), answer(false), h("p", { class: "quiet" }, t("vote-secret")))];
}

function outcome(me) {
  const { round } = shared.room;
  const result = ended(round.outcome);
  return h("section", { class: "card" }, about(), h("p", { class: "big outcome" }, result),
    me.actor in round.outcome.room ? h("p", { id: "mine" }, decided(me.actor, round)) : null);
}

// What the delegation did, and who decided it: the room, or where votes were split or nobody voted, the model.
function decided(actor, { chair, model, outcome: { decided: made, split = [], room } }) {
  const word = (came) => t(came ? "came" : "stayed-away");
  if (actor in made) return `${t("the-room")}: ${word(made[actor])}.${model ? ` ${t("the-model")}: ${word(model.room[actor])}.` : ""}`;
  return t(`mine.${split.includes(actor) ? "split" : "silent"}${actor === chair ? "-chair" : ""}`, { what: word(room[actor]) });
}

function prediction(me) {
  const { scenario } = shared;
  const aim = aimInWords(scenario);
  if (me.predicted) return h("section", { class: "card" }, h("p", { class: "huge" }, "✓"), h("p", {}, t("prediction-wait")));
  const rows = guess.map((value, place) => {
    const shownAt = h("output", { for: `guess${place}` }, percent(value / 100));
    const slider = h("input", { type: "range", id: `guess${place}`, min: 0, max: 100, oninput: () => {
      guess[place] = Number(slider.value);
      guess = guess.map((one, other) => (other > place ? Math.max(one, guess[place]) : other < place ? Math.min(one, guess[place]) : one));
      document.querySelectorAll(".guessrow").forEach((row, other) => { row.querySelector("input").value = guess[other]; row.querySelector("output").textContent = percent(guess[other] / 100); });
    } });
    slider.value = value;
    const when = monthName(scenario.first, Math.round(((place + 1) * (scenario.months - 1)) / 4));
    return h("div", { class: "guessrow" }, h("label", { for: `guess${place}` }, when), shownAt, slider);
  });
  return h("section", { class: "card" }, h("h2", {}, t("predict-title")), h("p", {}, t("predict-say", { aim })), rows,
    button(t("predict-send"), () => send({ do: "predict", guess }), { class: "first", id: "predict" }));
}

function tick() {
  const place = $("phoneclock");
  if (place) place.textContent = clock(shared.room.until);
}

setInterval(tick, 500);

await loadTexts();
line = new Line("phone", (message) => hearings[message.is]?.(message), "seat");
