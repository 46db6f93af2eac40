// One future, told: a timeline of meetings; a meeting opens to who came, who refused and why, and what would have turned it.
import { button, h, s } from "./dom.js";
import { actorName, domainName, ended, ending, forumName, label, list, monthName, number, percent, t } from "./i18n.js";
import { Frame, begin, drawing, key, sizeOf, stroke, zoomed } from "./charts/axes.js";
import { termsBar, termsInWords, termsLegend, whatWouldTurn } from "./charts/terms.js";
import { forkPanel } from "./fork.js";
import * as looks from "./look.js";

const PLAY_MS = 220; // a month
const LONGEST_NAME = 25; // letters of a forum's name that fit there
const MARGIN = 17.5; // letters left of the timeline, for forums' names
const CURVES = 14; // lines of text that the curves of trust take
const ROW = 1.3; // lines of text for each forum under them

export class Told {
  constructor(shared, send, before) {
    Object.assign(this, { shared, send, month: 0, playing: null, decisions: [], base: null, open: null, seen: null, turned: null, asked: null, shown: null, counted: null });
    this.number = h("input", { id: "replicate", type: "number", min: 0, max: 999, value: before?.number.value ?? 7 });
    this.when = h("output", { for: "told-month", class: "when" });
    this.slider = h("input", { type: "range", id: "told-month", min: 0, max: shared.scenario.months - 1, value: 0, "aria-label": t("month"), oninput: () => this.at(Number(this.slider.value)) });
    this.play = button(t("play"), () => this.toggle(), { id: "play" });
    this.svg = drawing(() => this.draw(), "timeline");
    this.svg.style.height = `calc(${CURVES + ROW * Object.keys(shared.scenario.forums).length} * var(--picture-text))`;
    this.line = h("ol", { class: "meetings", "aria-label": t("meetings") });
    this.detail = h("section", { class: "detail", "aria-label": t("meeting"), tabindex: -1 });
    this.summary = h("p", { class: "quiet", id: "told-summary" });
    this.fork = h("section", { class: "forked", id: "forked", "aria-label": t("fork"), "aria-live": "polite", hidden: true });
    this.only = h("input", { type: "checkbox", id: "only-aim", onchange: () => this.list() });
    this.place = h("div", { class: "told", "data-testid": "told" },
      h("div", { class: "row" }, h("label", { for: "replicate" }, t("future-number")), this.number,
        button(t("tell"), () => this.tell(true), { id: "tell", class: "first" }), this.play,
        button(t("step-back"), () => this.jump(-1), { id: "step-back" }), button(t("step-on"), () => this.jump(1), { id: "step-on" }), this.slider, this.when),
      h("div", { class: "row" }, this.only, h("label", { for: "only-aim" }, t("only-aim")), this.summary),
      this.svg, h("p", { class: "legend" }, Object.keys(shared.scenario.domains).map((domain, place) => key(domainName(shared.scenario, domain), stroke(`middle series${place}`))), ["success", "failure", "unformed"].map((kind) => key(t(`outcome.${kind}`),
        kind === "unformed" ? s("line", { x1: 12, x2: 12, y1: 3, y2: 9, class: `meet ${kind}` }) : s("circle", { cx: 12, cy: 6, r: 4.5, class: `meet ${kind}` })))),
      h("div", { class: "toldbody" }, this.line, this.detail));
    this.pick();
    if (before) this.goOn(before);
  }

  // The page is built anew for another language or theme: what was told, changed and open stays.
  goOn(before) {
    const { told, state } = this.shared;
    const playing = before.playing;
    before.pause();
    if (!told || !looks.same(told.now, state.now)) return;
    for (const kept of ["month", "decisions", "base", "seen", "turned", "asked", "shown", "counted"]) this[kept] = before[kept];
    this.only.checked = before.only.checked;
    this.fork.hidden = !this.decisions.length;
    this.showFork();
    this.at(this.month);
    if (this.shown) this.meeting(this.shown);
    if (playing) this.toggle();
  }

  show() {
    const { told, state, facilitates } = this.shared;
    if (told && looks.same(told.now, state.now)) {
      this.draw();
      if (this.shared.refusal) this.refusal();
    }
    else if (facilitates && !looks.same(this.asked, state.now)) this.tell(true);
  }

  // Live the future through; where an answer was changed, count too what that comes to in many futures.
  tell(anew) {
    this.asked = this.shared.state.now;
    if (anew) [this.decisions, this.seen] = [[], null];
    this.pause();
    this.summary.textContent = t("telling");
    const future = { replicate: Number(this.number.value), decisions: this.decisions };
    this.send({ do: "tell", ...future });
    this.fork.hidden = !this.decisions.length;
    if (this.fork.hidden) return;
    this.counted = null;
    this.showFork();
    this.send({ do: "fork", ...future, place: this.decisions.length - 1 });
  }

  forked(message) {
    const last = this.decisions.at(-1);
    if (!last || !message.order.every((part, place) => part === last[place])) return;
    this.counted = message;
    this.showFork();
  }

  showFork() {
    this.fork.replaceChildren(...(this.counted ? forkPanel(this.counted, this.shared.scenario) : [h("p", { class: "quiet" }, t("fork.counting"))]));
  }

  hear(message) {
    if (!this.decisions.length) this.base = message;
    this.shared.told = message;
    this.open = null;
    this.slider.max = this.shared.scenario.months - 1;
    if (!this.decisions.length) this.at(0);
    else this.at(this.month);
    this.list();
    const again = message.meetings.findIndex((one) => this.seen && this.seen.every((part, place) => part === one[place]));
    if (again >= 0) this.send({ do: "meeting", place: again });
    else this.pick();
    if (this.shared.refusal) this.refusal();
  }

  // Open the first meeting on what is aimed at that somebody refused, or else on anything.
  refusal() {
    const { told, scenario } = this.shared;
    this.shared.refusal = false;
    const refused = told.meetings.map((one, place) => [one, place]).filter(([one]) => one[5].length);
    const [one, place] = refused.find(([one]) => one[2] === scenario.aim) ?? refused[0] ?? [];
    if (!one) return;
    this.at(one[0]);
    this.send({ do: "meeting", place });
  }

  // Nothing is open: say what to do.
  pick() {
    [this.seen, this.shown] = [null, null];
    this.detail.replaceChildren(this.fork, h("p", { class: "quiet" }, t("pick-meeting")));
  }

  draw() {
    const { told, scenario } = this.shared;
    const { height, text } = sizeOf(this.svg);
    if (!told || !height) return;
    const domains = Object.keys(told.trust);
    const held = told.held === null ? t("never-held") : t("held-in", { when: monthName(scenario.first, told.held) });
    begin(this.svg, t("alt.timeline", { count: told.meetings.length, held }));
    const counted = t("told-summary", { count: number(told.meetings.length), formed: number(told.meetings.filter((one) => one[6]).length) });
    this.summary.textContent = `${counted} ${this.decisions.length ? this.compared() : held}`;
    const [low, high] = zoomed([told, this.decisions.length ? this.base : null].filter(Boolean).flatMap((one) => Object.values(one.trust)));
    const frame = new Frame(this.svg, { first: scenario.first, months: scenario.months, low, high, height: CURVES * text, left: MARGIN }).axes();
    domains.forEach((domain, place) => {
      if (this.decisions.length && this.base) frame.line(this.base.at, this.base.trust[domain], "a middle");
      frame.line(told.at, told.trust[domain], `middle series${place}`);
    });
    this.marks(frame);
    frame.top = 0;
    frame.bottom = height - 4;
    for (const [month, id] of told.events) frame.mark(month, "happened", this.eventName(id));
    frame.mark(this.month, "now");
  }

  // One row of marks a forum's domain: full where the meeting succeeded, hollow where it failed, a dash where it did not form.
  marks(frame) {
    const { told } = this.shared;
    const forums = [...new Set(told.meetings.map((one) => one[1]))];
    const gap = ROW * frame.text;
    forums.forEach((forum, place) => {
      const y = CURVES * frame.text + gap * (place + 0.5);
      this.svg.append(s("line", { x1: frame.left, x2: frame.right, y1: y, y2: y, class: "grid" }));
      const says = forumName(this.shared.scenario, forum);
      this.svg.append(s("text", { x: frame.left - 6, y: y + frame.text * 0.32, "text-anchor": "end", class: "rowname" }, says.length > LONGEST_NAME ? `${says.slice(0, LONGEST_NAME - 1)}…` : says, s("title", {}, says)));
      told.meetings.forEach((one, number) => {
        if (one[1] !== forum) return;
        const kind = ending(one[6], one[7]);
        const x = frame.x(one[0]);
        this.svg.append(kind === "unformed" ? s("line", { x1: x, x2: x, y1: y - 2, y2: y + 2, class: `meet ${kind}` }) : s("circle", { cx: x, cy: y, r: Math.min(4.5, gap * 0.36), class: `meet ${kind} ${one[2] === this.shared.scenario.aim ? "aim" : ""}`, onclick: () => { this.at(one[0]); this.send({ do: "meeting", place: number }); } }));
      });
    });
  }

  // What happened, by its id: triggered by the room, shipped, or of a scenario that somebody brought.
  eventName(id) {
    const [, , kind] = id.match(/^live-(\d+)-(.+)$/) ?? [];
    if (kind) return t(`shock.${kind}`);
    return label("event", id, this.shared.scenario.events.find((event) => event[0] === id)?.[1]);
  }

  compared() {
    const [was, now] = [this.base.held, this.shared.told.held];
    const say = (held) => (held === null ? t("never-held") : t("held-in", { when: monthName(this.shared.scenario.first, held) }));
    return t("changed-decisions", { count: number(this.decisions.length), was: say(was), now: say(now) });
  }

  at(month) {
    this.month = Math.max(0, Math.min(this.shared.scenario.months - 1, month));
    this.slider.value = this.month;
    this.when.textContent = monthName(this.shared.scenario.first, this.month);
    this.slider.setAttribute("aria-valuetext", this.when.textContent);
    this.draw();
    this.list();
  }

  toggle() {
    if (this.playing) return this.pause();
    this.play.textContent = t("pause");
    this.playing = setInterval(() => (this.month >= this.shared.scenario.months - 1 ? this.pause() : this.at(this.month + 1)), PLAY_MS);
  }

  pause() {
    clearInterval(this.playing);
    this.playing = null;
    this.play.textContent = t("play");
  }

  jump(way) {
    const { told } = this.shared;
    if (!told) return;
    this.pause();
    const found = this.chosen().map(([one]) => one[0]).filter((month) => (way > 0 ? month > this.month : month < this.month));
    if (found.length) this.at(way > 0 ? Math.min(...found) : Math.max(...found));
  }

  chosen() {
    const { told, scenario } = this.shared;
    return told.meetings.map((one, place) => [one, place]).filter(([one]) => !this.only.checked || one[2] === scenario.aim);
  }

  // The dozen meetings and events up to the month that is told, the newest first.
  list() {
    const { told, scenario } = this.shared;
    if (!told) return;
    const meetings = this.chosen().map(([one, place]) => [one[0], h("li", {},
      button(this.sentence(one, scenario), () => this.send({ do: "meeting", place }), { class: `meetingline ${ending(one[6], one[7])}`, "aria-pressed": String(this.open === place), "data-place": place }))]);
    const events = told.events.map(([month, id]) => [month, h("li", { class: "eventline" }, h("span", { class: "quiet" }, monthName(scenario.first, month)), " ", this.eventName(id))]);
    const past = [...meetings, ...events].filter(([month]) => month <= this.month).sort((one, two) => one[0] - two[0]).slice(-12).reverse();
    this.line.replaceChildren(...past.map(([, line]) => line));
    if (!past.length) this.line.replaceChildren(h("li", { class: "quiet" }, t("no-meeting-yet")));
  }

  sentence([month, forum, domain, rung, came, refused, formed, success, caught], scenario) {
    const [id, name] = scenario.domains[domain].rungs[rung];
    return [h("span", { class: "quiet" }, monthName(scenario.first, month)),
      h("strong", {}, ` ${forumName(scenario, forum)}: ${label("rung", id, name)}. `),
      h("span", {}, `${t("came-of", { came: number(came.length), invited: number(came.length + refused.length) })} ${ended({ formed, success })}${caught.length ? ` ${t("caught", { who: list(caught.map((actor) => actorName(scenario, actor))) })}` : ""}`)];
  }

  meeting(message) {
    const again = this.seen !== null && [message.month, message.forum, message.domain].every((part, place) => part === this.seen[place]);
    [this.open, this.seen, this.shown] = [message.place, [message.month, message.forum, message.domain], message];
    this.line.querySelectorAll("button").forEach((line) => line.setAttribute("aria-pressed", String(Number(line.dataset.place) === message.place)));
    const { scenario } = this.shared;
    const [id, name] = scenario.domains[message.domain].rungs[message.rung];
    this.detail.replaceChildren(
      this.fork, h("h2", {}, `${forumName(scenario, message.forum)}: ${label("rung", id, name)}`),
      h("p", { class: "quiet" }, `${monthName(scenario.first, message.month)} · ${t("proposed-by", { who: actorName(scenario, message.chair) })} ${ended(message)}`),
      termsLegend(), ...message.decisions.map((one) => this.decision(one, message)));
    this.place.querySelector(".turn.changed")?.closest(".decision").append(this.fork);
    if (again) this.detail.querySelector(`.turn[data-actor="${this.turned}"]`)?.focus();
    else this.detail.focus();
  }

  decision(one, meeting) {
    const order = [meeting.month, meeting.forum, meeting.domain, one.actor];
    const changed = this.decisions.findIndex((known) => order.every((part, place) => part === known[place]));
    const last = changed >= 0 && changed === this.decisions.length - 1;
    const turn = button(changed >= 0 ? t("as-it-was") : t(one.came ? "make-refuse" : "make-come"), () => {
      if (changed >= 0) this.decisions.splice(changed, 1);
      else this.decisions.push([...order, !one.came]);
      this.turned = one.actor;
      this.tell(false);
    }, { class: `turn${last ? " changed" : ""}`, "data-actor": one.actor });
    return h("article", { class: `decision ${one.came ? "came" : "refused"}` },
      h("h3", {}, actorName(this.shared.scenario, one.actor), h("span", { class: "answer" }, ` ${t(one.by === "chair" ? "proposes" : one.came ? "came" : "stayed-away")}`), turn),
      termsBar(one, actorName(this.shared.scenario, one.actor)), termsInWords(one),
      h("p", {}, why(one)), one.by === "chair" ? null : h("p", { class: "quiet" }, whatWouldTurn(one)));
  }
}

function why(one) {
  if (one.by === "override" || one.by === "chair") return t(`why.${one.by}`);
  if (one.came) return t(one.worth > 0 ? "why.came" : "why.came-anyway", { chance: percent(one.chance) });
  return t(`why.${one.reason}`, { chance: percent(1 - one.chance) });
}
