// The wall: one question and how many have voted, how to join, then what happened; below it rounds and predictions.
import { button, h, qr } from "./dom.js";
import { actorName, ended, forumName, hundred, label, monthName, number, t } from "./i18n.js";
import { Frame, begin, ceiling, drawing } from "./charts/axes.js";
import { termsBar, termsInWords, termsLegend, whatWouldTurn } from "./charts/terms.js";

const TIGHTER = ["tight", "tighter", "tightest"]; // classes of the wall, each for what does not fit with those before it
const MOST_DOTS = 12; // people of a delegation that are drawn one by one

export class RoomView {
  constructor(shared, send, before) {
    clearInterval(before?.clock);
    Object.assign(this, { shared, send });
    this.join = h("figure", { class: "joincode" });
    this.wall = h("section", { class: "wall" });
    this.body = h("div", { class: "roombody" });
    this.place = h("div", { class: "room" }, this.wall, this.join, this.body);
    this.asked = false;
    this.size = null; // of the screen and its letters, when the wall was last made to fit
    this.clock = setInterval(() => this.tick(), 500);
  }

  code(message) {
    if (message.path !== "/join") return;
    const full = button(t("full-screen"), () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()), { id: "full-screen" });
    this.join.replaceChildren(qr(message.rows, `${t("qr")}: ${message.address}`),
      h("figcaption", {}, t("wall.join"), h("strong", { "data-testid": "join-address" }, message.address.replace(/^https?:\/\//, ""))),
      h("p", {}, h("a", { href: "/console", target: "_blank", rel: "noopener" }, t("console")), full));
  }

  show() {
    const { room } = this.shared;
    if (this.place.hidden || !room) return;
    if (!this.asked) this.asked = this.send({ do: "code", path: "/join" });
    const { round } = room;
    this.place.classList.toggle("joined", Boolean(round && !round.open));
    this.wall.replaceChildren(...(round?.open ? this.voting(room, round) : round ? this.outcome(round) : this.waiting(room)).filter(Boolean));
    this.body.replaceChildren(...[round?.why ? this.weighed(round) : null, this.history(room), this.guesses(room)].filter(Boolean));
    this.fit();
    this.tick();
  }

  // The wall draws together, step by step, until it stands above the address on one screen.
  fit() {
    const bottom = () => this.wall.getBoundingClientRect().bottom + scrollY + this.join.offsetHeight;
    this.wall.classList.remove(...TIGHTER);
    TIGHTER.forEach((step) => bottom() > innerHeight + 1 && this.wall.classList.add(step));
    this.size = screenSize();
  }

  head(round) {
    return h("p", { class: "strong" }, `${t("round", { number: number(round.number) })} · ${monthName(this.shared.scenario.first, round.month)}`);
  }

  waiting({ playing, predicting, revealed, seats }) {
    const asks = predicting && !revealed ? t("predict-title") : t(playing ? "round-soon" : "wall.seats");
    return [h("h1", {}, asks), h("p", { class: "lead" }, playing || predicting ? "" : t("round-start-on-console")), h("div", { class: "delegations" }, Object.entries(seats).map(([actor, [count, here]]) => this.delegation(actor, count, here)))];
  }

  // A circle a person: full once it has voted, never how; without a vote, once it is here.
  delegation(actor, count, full) {
    const dots = count > MOST_DOTS ? h("span", {}, `${number(full)} / ${number(count)}`) : Array.from({ length: count }, (_, place) => h("i", { class: place < full ? "full" : "" }));
    return h("div", { role: "img", "aria-label": `${actorName(this.shared.scenario, actor)}: ${number(full)} / ${number(count)}` }, h("b", {}, actorName(this.shared.scenario, actor)), h("p", { class: "people" }, dots));
  }

  voting(room, round) {
    const { scenario } = this.shared, [id, name] = scenario.domains[round.domain].rungs[round.rung];
    const asked = round.invited.filter((actor) => room.seats[actor]);
    return [this.head(round), h("h1", { "data-testid": "asked" }, t("wall.asks", { who: actorName(scenario, round.chair), rung: label("rung", id, name) })),
      h("p", { class: "lead" }, room.frozen ? t("frozen") : `${forumName(scenario, round.forum)}. ${takes(round)} ${t("vote-secret")}`),
      h("div", { class: "progress-of-votes" }, h("div", { class: "delegations" }, asked.map((actor) => this.delegation(actor, room.seats[actor][1], room.voted_of[actor] ?? 0))),
        h("p", { class: "tally" }, h("strong", { id: "votes-in" }, number(room.voted), h("small", {}, ` / ${number(room.voters)}`)), t("wall.have-voted")),
        h("p", { class: "tally", id: "left" }, h("strong", { id: "clock", role: "timer", "data-testid": "timer" }), t("wall.left")))];
  }

  // What happened as the title, a large circle each; what the model would do stands below, in grey.
  outcome(round) {
    const { scenario } = this.shared, { room, decided } = round.outcome, asked = round.invited.filter((actor) => actor !== round.chair);
    const word = (came) => t(came ? "came" : "stayed-away");
    const model = (actor) => (!round.model ? "" : round.model.room[actor] === room[actor] ? t("as-in-model") : t("model-would", { what: word(round.model.room[actor]) }));
    const came = asked.filter((actor) => room[actor]).length;
    return [this.head(round), h("h1", { "data-testid": "outcome" }, `${t("came-of", { came: number(came), invited: number(asked.length) })} ${ended(round.outcome)}`),
      h("p", { class: "lead" }, round.outcome.formed ? "" : `${takes(round)} ${t("wall.nothing-learnt")}`),
      h("div", { class: "answered" }, round.invited.map((actor) => h("div", {}, h("i", { class: room[actor] ? "full" : "" }), h("b", {}, actorName(scenario, actor), actor in decided ? "\u00a0●" : ""), h("span", {}, actor === round.chair && room[actor] ? t("proposes") : word(room[actor])), h("span", { class: "quiet" }, model(actor))))),
      h("p", { class: "quiet" }, t("decided-by-room"), round.model ? ` ${t("the-model")}: ${ended(round.model)}` : "")];
  }

  // What the delegations weighed that the room decided for.
  weighed({ outcome: { decided }, why }) {
    const actors = Object.keys(decided), { scenario } = this.shared;
    if (!actors.length) return null;
    return h("details", {}, h("summary", {}, t("what-they-weighed")), termsLegend(why[actors[0]].terms, 0), actors.map((actor) => h("div", { class: "weighed" }, h("h3", {}, actorName(scenario, actor)), termsBar(why[actor], actorName(scenario, actor)), termsInWords(why[actor]), h("p", {}, whatWouldTurn(why[actor])))));
  }

  history({ rounds }) {
    if (rounds.length < 2) return null;
    const { scenario } = this.shared;
    return h("section", {}, h("h2", {}, t("rounds")), h("ol", {}, rounds.map((one) => {
      const differ = one.model && one.invited.filter((actor) => one.outcome.room[actor] !== one.model.room[actor]).length;
      const model = one.model ? `; ${t("model-would", { what: t(one.model.formed ? "met" : "not-met") })}; ${t("differ", { count: number(differ) })}` : "";
      return h("li", {}, `${monthName(scenario.first, one.month)}, ${forumName(scenario, one.forum)}: ${t(one.outcome.formed ? "met" : "not-met")}${model}`);
    })));
  }

  guesses({ predicting, revealed, predicted }) {
    if (!predicting && !revealed) return null;
    return h("section", { "aria-label": t("predictions") }, h("h2", {}, t("predictions")),
      h("p", {}, t("predicted", { count: number(predicted) })), revealed ? drawing((svg) => this.sketch(svg), "guesses") : h("p", { class: "quiet" }, t("hidden-until")));
  }

  // Every sketch of the room as a thin line, their middle, and the model.
  sketch(svg) {
    const { picture, scenario, room: { predictions } } = this.shared;
    if (!picture) return;
    const middle = [0, 1, 2, 3].map((place) => median(predictions.map((guess) => guess[place])));
    begin(svg, t("alt.guesses", { count: predictions.length, room: number(middle[3] ?? 0), model: hundred(picture.b.chance[0]) }));
    const high = ceiling(Math.max(...predictions.map((guess) => guess[3] * 10), ...picture.b.held[0]), [100, 200, 400, 600, 800, 1000]);
    const frame = new Frame(svg, { first: scenario.first, months: scenario.months, high }).axes();
    const at = [0, 1, 2, 3, 4].map((quarter) => (quarter * (scenario.months - 1)) / 4);
    predictions.forEach((guess) => frame.line(at, [0, ...guess].map((value) => value * 10), "guess"));
    if (predictions.length) frame.line(at, [0, ...middle].map((value) => value * 10), "met");
    frame.line(picture.b.at, picture.b.held[0], "middle");
    const [room, model] = [middle[3] * 10, picture.b.chance[0]];
    const apart = 0.09 * high; // labels stand on the outer sides of the two lines
    frame.end(model + (model > room ? apart : -apart), t("the-model"), "series0");
    if (predictions.length) frame.end(room + (model > room ? -apart : apart), t("the-room"), "series1");
  }

  tick() {
    if (this.size !== screenSize() && !this.place.hidden && this.shared.room) this.fit();
    const place = document.getElementById("clock");
    const until = this.shared.room?.until;
    if (!place) return;
    place.textContent = clock(until);
    place.parentNode.hidden = !until;
  }
}

const screenSize = () => `${innerWidth} ${innerHeight} ${getComputedStyle(document.documentElement).fontSize} ${document.body.className}`;

const takes = ({ quorum }) => (quorum ? t("wall.takes", { count: number(quorum) }) : "");

// The time that is left until a moment of the page's own running (see net.js); nothing without a limit.
export function clock(until) {
  if (!until) return "";
  const left = Math.max(0, Math.round((until - performance.now()) / 1000));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

// The middle one of some values, the mean of the middle two of an even number; 0 of none.
export function median(values) {
  const sorted = [...values].sort((one, two) => one - two), half = sorted.length / 2;
  return sorted.length ? (sorted[Math.floor(half)] + sorted[Math.ceil(half) - 1]) / 2 : 0;
}
