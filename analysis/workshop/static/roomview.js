// The room on the screen: how to join, the invitation that is voted on, the outcome against the model's, predictions.
import { h, qr } from "./dom.js";
import { actorName, ended, forumName, label, list, monthName, number, t } from "./i18n.js";
import { Frame, begin, ceiling, drawing } from "./charts/axes.js";
import { termsBar, termsInWords, termsLegend, whatWouldTurn } from "./charts/terms.js";

export class RoomView {
  constructor(shared, send, before) {
    clearInterval(before?.clock);
    Object.assign(this, { shared, send });
    this.join = h("figure", { class: "joincode" });
    this.body = h("div", { class: "roombody" });
    this.place = h("div", { class: "room" }, this.join, this.body);
    this.asked = false;
    this.clock = setInterval(() => this.tick(), 500);
  }

  code(message) {
    if (message.path !== "/join") return;
    this.join.replaceChildren(qr(message.rows, `${t("qr")}: ${message.address}`), h("figcaption", {}, t("type-address"), h("strong", { "data-testid": "join-address" }, message.address.replace(/^https?:\/\//, "")), h("a", { href: "/console", target: "_blank", rel: "noopener" }, t("console"))));
  }

  show() {
    const { room } = this.shared;
    if (this.place.hidden || !room) return;
    if (!this.asked) this.asked = this.send({ do: "code", path: "/join" });
    const parts = [this.seats(room), this.round(room), this.history(room), this.guesses(room)];
    this.body.replaceChildren(...parts.filter(Boolean));
    this.tick();
  }

  seats({ seats }) {
    const { scenario } = this.shared;
    const taken = Object.entries(seats);
    return h("section", { class: "card", "aria-label": t("delegations") }, h("h2", {}, t("delegations")),
      taken.length ? h("ul", { class: "chips" }, taken.map(([actor, [count, here]]) => h("li", {}, `${actorName(scenario, actor)} `, h("strong", {}, here === count ? number(count) : `${number(here)}/${number(count)}`)))) : h("p", { class: "quiet" }, t("nobody-yet")));
  }

  round(room) {
    const { scenario } = this.shared;
    const now = room.round;
    if (!now) return h("section", { class: "card" }, h("h2", {}, t("round-waiting")), h("p", { class: "quiet" }, t(room.playing ? "round-soon" : "round-start-on-console")));
    const [id, name] = scenario.domains[now.domain].rungs[now.rung];
    const head = [h("p", { class: "quiet" }, `${t("round", { number: number(now.number) })} · ${monthName(scenario.first, now.month)}`),
      h("h2", { class: "big" }, `${forumName(scenario, now.forum)}: ${label("rung", id, name)}`),
      h("p", {}, `${t("proposed-by", { who: actorName(scenario, now.chair) })} ${t("invited", { who: list(now.invited.filter((actor) => actor !== now.chair).map((actor) => actorName(scenario, actor))) })}`)];
    return h("section", { class: "card round", "aria-label": t("round", { number: number(now.number) }) }, head, now.open ? this.voting(room) : this.outcome(now));
  }

  voting(room) {
    return h("div", { class: "voting" }, h("p", { class: "huge" }, `${number(room.voted)} / ${number(room.voters)}`), h("p", {}, t(room.frozen ? "frozen" : "votes-in")), h("p", { class: "huge", id: "clock", role: "timer", "data-testid": "timer" }));
  }

  outcome(now) {
    const { scenario } = this.shared;
    const word = (came) => (came ? t("came") : t("stayed-away"));
    const rows = now.invited.map((actor) => {
      const [room, model] = [now.outcome.room[actor], now.model.room[actor]];
      return h("tr", { class: room === model ? "" : "differs" }, h("th", { scope: "row" }, actorName(scenario, actor), actor in now.outcome.decided ? " ●" : ""), h("td", {}, word(room)), h("td", {}, word(model)));
    });
    const decided = Object.keys(now.outcome.decided);
    return h("div", {},
      h("table", { class: "against" }, h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, t("the-room")), h("th", { scope: "col" }, t("the-model")))),
        h("tbody", {}, rows, h("tr", { class: "sum" }, h("th", { scope: "row" }, t("outcome")), h("td", {}, ended(now.outcome)), h("td", {}, ended(now.model))))),
      h("p", { class: "quiet" }, t("decided-by-room")),
      decided.length ? [h("h3", {}, t("what-they-weighed")), termsLegend(), decided.map((actor) => h("div", { class: "weighed" }, h("h4", {}, actorName(scenario, actor)), termsBar(now.why[actor], actorName(scenario, actor)), termsInWords(now.why[actor]), h("p", { class: "quiet" }, whatWouldTurn(now.why[actor]))))] : null);
  }

  history({ rounds }) {
    if (rounds.length < 2) return null;
    const { scenario } = this.shared;
    return h("section", { class: "card" }, h("h2", {}, t("rounds")), h("ol", {}, rounds.map((one) => {
      const differ = one.invited.filter((actor) => one.outcome.room[actor] !== one.model.room[actor]).length;
      return h("li", {}, `${monthName(scenario.first, one.month)}, ${forumName(scenario, one.forum)}: ${t(one.outcome.formed ? "met" : "not-met")}; ${t("model-would", { what: t(one.model.formed ? "met" : "not-met") })}; ${t("differ", { count: number(differ) })}`);
    })));
  }

  guesses({ predicting, revealed, predicted }) {
    if (!predicting && !revealed) return null;
    return h("section", { class: "card", "aria-label": t("predictions") }, h("h2", {}, t("predictions")),
      h("p", {}, t("predicted", { count: number(predicted) })), revealed ? drawing((svg) => this.sketch(svg), "guesses") : h("p", { class: "quiet" }, t("hidden-until")));
  }

  // Every sketch of the room as a thin line, their middle, and the model.
  sketch(svg) {
    const { full: picture, scenario, room: { predictions } } = this.shared;
    if (!picture) return;
    const middle = [0, 1, 2, 3].map((place) => median(predictions.map((guess) => guess[place])));
    begin(svg, t("alt.guesses", { count: predictions.length, room: number(middle[3] ?? 0), model: number(picture.b.chance[0] / 10) }));
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
    const place = document.getElementById("clock");
    const deadline = this.shared.room?.deadline;
    if (place) place.textContent = deadline ? clock(deadline) : "";
  }
}

export function clock(deadline) {
  const left = Math.max(0, Math.round(deadline - Date.now() / 1000));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

// The middle one of some values, the mean of the middle two of an even number; 0 of none.
export function median(values) {
  const sorted = [...values].sort((one, two) => one - two), half = sorted.length / 2;
  return sorted.length ? (sorted[Math.floor(half)] + sorted[Math.ceil(half) - 1]) / 2 : 0;
}
