// One future, told: month by month its trust, ladder and meetings; a meeting opens to who came, who stayed away and why, and
// its answers can be turned. Then two futures stand side by side, which part there.
import { button, h, s } from "./dom.js";
import { actorName, aimInWords, domainName, ended, forumName, label, list, monthName, number, percent, t } from "./i18n.js";
import { drawing, key, redraw, stroke } from "./charts/axes.js";
import { future, heightOf, lanesOf, nearest } from "./charts/future.js";
import { forkPanel } from "./fork.js";
import * as looks from "./look.js";
import { meetingPanel } from "./meeting.js";

const PLAY_MS = 160; // a month
const SAID = 3; // of what happened last

export class Told {
  constructor(shared, send, before) {
    Object.assign(this, { shared, send, month: 0, playing: null, decisions: [], base: null, open: null, seen: null, asked: null, shown: null, counted: null, turned: null, marked: new Set(), wanted: null });
    this.number = h("input", { id: "replicate", type: "number", min: 0, max: 999, value: before?.number.value ?? 7, onchange: () => this.tell(true) });
    this.when = h("output", { for: "told-month", class: "when" });
    this.slider = h("input", { type: "range", id: "told-month", min: 0, max: shared.scenario.months - 1, value: 0, "aria-label": t("month"), oninput: () => { this.pause(); this.at(Number(this.slider.value)); } });
    this.play = button(t("play"), () => this.toggle(), { id: "play", class: "first" });
    this.only = h("input", { type: "checkbox", id: "only-aim" });
    this.title = h("h1", {}, t("view.told"));
    this.summary = h("p", { class: "quiet", id: "told-summary" });
    this.says = h("ol", { class: "happened-last" });
    this.climb = h("div", { class: "standing" });
    this.twins = [0, 1].map((place) => this.twin(place));
    this.detail = h("section", { class: "detail", "aria-label": t("meeting"), tabindex: -1 });
    this.fork = h("section", { class: "forked", id: "forked", "aria-label": t("fork"), "aria-live": "polite", tabindex: -1 });
    this.place = h("div", { class: "told", "data-testid": "told" },
      h("div", { class: "panelhead" }, h("div", {}, this.title, this.summary), h("label", { for: "replicate" }, t("future-number")), this.number),
      h("div", { class: "row" }, this.play, button("‹", () => this.jump(-1), { id: "step-back", title: t("step-back"), "aria-label": t("step-back") }), button("›", () => this.jump(1), { id: "step-on", title: t("step-on"), "aria-label": t("step-on") }), this.slider, this.when,
        h("label", {}, this.only, t("only-aim"))),
      h("div", { class: "moment" }, this.says, this.climb),
      h("div", { class: "toldbody" },
        h("div", {}, h("div", { class: "twins" }, this.twins.map(({ place }) => place)),
          h("p", { class: "legend" }, Object.keys(shared.scenario.domains).map((domain, place) => key(t("trust-on", { domain: domainName(shared.scenario, domain) }), stroke(`middle series${place}`))),
            ["success", "failure", "unformed"].map((kind) => key(t(`outcome.${kind}`), s("rect", { x: 10, y: { success: 0, failure: 5, unformed: 3 }[kind], width: 4, height: { success: 12, failure: 7, unformed: 9 }[kind], class: `meet ${kind}` }))))),
        h("div", { class: "aside" }, this.fork, this.detail)));
    this.pick();
    if (before) this.goOn(before);
  }

  // One of two pictures: the future as it was, and with the answers that were changed.
  twin(place) {
    const told = () => (place ? this.shared.told : this.decisions.length ? this.base : this.shared.told);
    const svg = drawing(() => {
      if (!told()) return;
      const changed = this.decisions.length > 0, parted = changed ? Math.min(...this.decisions.map(([month]) => month)) : null;
      future(svg, { told: told(), other: changed ? (place ? this.base : this.shared.told) : null, parted, scenario: this.shared.scenario, month: this.month, open: place || !changed ? this.open : null, named: !place, eventName: (id) => this.eventName(id), says: this.takesHold(told()) });
    }, "timeline");
    svg.addEventListener("click", (event) => {
      const found = place || !this.decisions.length ? nearest(svg, event) : null;
      this.pressed = found !== null;
      if (this.pressed) this.openMeeting(found);
    });
    const title = h("h2", {});
    return { svg, title, place: h("div", { class: "twin" }, title, svg) };
  }

  // The page is built anew for another language or theme: what was told, changed and open stays.
  goOn(before) {
    const { told, state } = this.shared, { playing } = before;
    before.pause();
    if (!told || !looks.same(told.now, state.now)) return;
    for (const kept of ["month", "decisions", "base", "seen", "asked", "shown", "counted", "turned", "marked", "open"]) this[kept] = before[kept];
    this.only.checked = before.only.checked;
    this.write();
    if (this.shown) this.meeting(this.shown);
    if (playing) this.toggle();
  }

  show() {
    const { told, state, facilitates, refusal } = this.shared;
    if (refusal && facilitates) {
      this.shared.refusal = false;
      this.wanted = "refusal";
      this.asked = state.now;
      return this.shared.picture?.a ? this.send({ do: "turned" }) : this.tell(true);
    }
    if (!facilitates) this.summary.textContent = t("refusal.not-allowed");
    if (told && looks.same(told.now, state.now)) this.write();
    else if (facilitates && !looks.same(this.asked, state.now)) this.tell(true);
  }

  // The answer that the change turns most: its future is told, and its meeting opened with what was weighed before.
  showTurned({ replicate, order, was }) {
    this.number.value = replicate;
    this.tell(true);
    Object.assign(this, { turned: { order, was }, seen: order.slice(0, 3), wanted: null });
  }

  // Live the future through; where answers were changed, count too what they come to in many futures.
  tell(anew) {
    this.asked = this.shared.state.now;
    if (anew) Object.assign(this, { decisions: [], seen: null, turned: null, counted: null });
    this.pause();
    this.summary.textContent = t("telling");
    const told = { replicate: Number(this.number.value), decisions: this.decisions };
    this.send({ do: "tell", ...told });
    if (!this.decisions.length || !this.seen) return;
    const places = this.decisions.map((one, place) => [one, place]).filter(([one]) => this.isSeen(one)).map(([, place]) => place);
    this.counted = null;
    if (places.length) this.send({ do: "fork", ...told, places });
  }

  isSeen = (place) => Boolean(this.seen?.every((part, at) => part === place[at]));

  forked(message) {
    if (!message.changed.every((one) => this.decisions.some((known) => known.every((part, place) => part === one[place])))) return;
    this.counted = message;
    this.write();
    if (document.activeElement === this.fork) this.bring(); // nobody went elsewhere while it was counted
  }

  // What the changed answers come to stands above the meeting that they were changed in: bring it into sight.
  bring() {
    this.fork.focus({ preventScroll: true });
    this.fork.parentNode.scrollTop = 0;
    const { top, bottom } = this.fork.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) this.fork.scrollIntoView();
  }

  hear(message) {
    if (!this.decisions.length) this.base = message;
    Object.assign(this.shared, { told: message });
    this.open = null;
    this.month = this.decisions.length ? this.month : this.shared.scenario.months - 1;
    this.write();
    const again = message.meetings.findIndex((one) => this.isSeen(one));
    if (again >= 0) this.openMeeting(again);
    else if (this.wanted === "refusal") this.refusal();
    else this.pick();
  }

  // Open the first meeting on what is aimed at that somebody refused, or else on anything.
  refusal() {
    const { told, scenario } = this.shared;
    this.wanted = null;
    const refused = told.meetings.map((one, place) => [one, place]).filter(([one]) => one[5].length);
    const [, place] = refused.find(([one]) => one[2] === scenario.aim) ?? refused[0] ?? [];
    if (place === undefined) this.pick();
    else this.openMeeting(place);
  }

  openMeeting(place) {
    this.pause();
    this.at(this.shared.told.meetings[place][0]);
    this.send({ do: "meeting", place });
  }

  // Nothing is open: say what to do.
  pick() {
    Object.assign(this, { seen: null, shown: null });
    this.detail.replaceChildren(h("p", { class: "quiet" }, t("pick-meeting")));
  }

  takesHold({ held }) {
    const { scenario } = this.shared, values = { on: aimInWords(scenario) };
    return held === null ? t("told.never", values) : t("told.held", { ...values, when: monthName(scenario.first, held) });
  }

  // The title, what stands beside it, and the pictures.
  write() {
    const { told, scenario } = this.shared, changed = this.decisions.length;
    if (!told) return;
    const lead = t("told.title", { number: number(told.replicate) });
    const [was, now] = [this.base, told].map((one) => one && this.takesHold(one));
    this.title.textContent = changed ? t(was === now ? "told.unchanged" : "told.changed", { count: number(changed), was, now }) : `${lead} ${now}`;
    const formed = told.meetings.filter((one) => one[6]).length;
    this.summary.textContent = t("told.summary", { count: number(told.meetings.length), not: number(told.meetings.length - formed) });
    this.twins[1].place.hidden = !changed;
    this.twins.forEach(({ svg, title }, place) => {
      title.textContent = changed ? t(place ? "told.with" : "told.as-it-was") : "";
      svg.style.height = `calc(${heightOf(lanesOf(told, scenario))} * var(--picture-text))`;
    });
    this.place.classList.toggle("parted", changed > 0);
    this.fork.hidden = !changed;
    if (changed) this.fork.replaceChildren(...(this.counted ? forkPanel(this.counted, scenario) : [h("p", { class: "quiet" }, t("fork.counting"))]));
    this.slider.max = scenario.months - 1;
    this.at(this.month);
  }

  // What happened, by its id: triggered by the room, shipped, or of a scenario that somebody brought.
  eventName(id) {
    const [, , kind] = id.match(/^live-(\d+)-(.+)$/) ?? [];
    if (kind) return t(`shock.${kind}`);
    return label("event", id, this.shared.scenario.events.find((event) => event[0] === id)?.[1]);
  }

  at(month) {
    const { told, scenario } = this.shared;
    this.month = Math.max(0, Math.min(scenario.months - 1, month));
    this.slider.value = this.month;
    this.when.textContent = monthName(scenario.first, this.month);
    this.slider.setAttribute("aria-valuetext", this.when.textContent);
    this.twins.forEach(({ svg }) => redraw(svg));
    if (!told) return;
    this.says.replaceChildren(...this.happened().map(([when, says]) => h("li", { class: when === this.month ? "strong" : "quiet" }, `${monthName(scenario.first, when)}: ${says}`)));
    const most = parseFloat(getComputedStyle(this.says).minHeight); // no sentence is cut: the oldest go
    while (this.says.children.length > 1 && this.says.scrollHeight > most + 1) this.says.lastChild.remove();
    this.climb.replaceChildren(...Object.keys(told.trust).map((domain) => this.standing(domain)));
  }

  // What happened last, the newest first, each in a sentence.
  happened() {
    const { told, scenario } = this.shared;
    const meetings = this.chosen().map(([one]) => [one[0], this.sentence(one)]), events = told.events.map(([month, id]) => [month, `${this.eventName(id)}.`]);
    const steps = told.steps.map(([month, forum, domain, before, after]) => [month, this.step(forum, domain, before, after)]);
    const past = [...meetings, ...events, ...steps].filter(([month]) => month <= this.month).sort((one, two) => one[0] - two[0]).slice(-SAID).reverse();
    return past.length ? past : [[this.month, t("no-meeting-yet")]];
  }

  sentence([, forum, domain, rung, came, refused, formed, success, caught]) {
    const { scenario } = this.shared, [id, name] = scenario.domains[domain].rungs[rung];
    const found = caught.length ? ` ${t("caught", { who: list(caught.map((actor) => actorName(scenario, actor))) })}` : "";
    return `${forumName(scenario, forum)}, ${label("rung", id, name)}. ${t("came-of", { came: number(came.length), invited: number(came.length + refused.length) })} ${ended({ formed, success })}${found}`;
  }

  step(forum, domain, before, after) {
    const { scenario } = this.shared, [id, name] = scenario.domains[domain].rungs[Math.max(before, after) - 1];
    return t(after > before ? "told.climbs" : "told.slips", { forum: scenario.forums[forum] ? forumName(scenario, forum) : t("the-region"), rung: label("rung", id, name) });
  }

  // How high a ladder stands at this month, and how far governments trust each other on it.
  standing(domain) {
    const { told, scenario } = this.shared, { rungs } = scenario.domains[domain];
    const place = Math.max(0, told.at.filter((one) => one <= this.month).length - 1), high = Math.round(told.standing[domain][place] / 1000);
    const says = high ? label("rung", ...rungs[high - 1]) : t("told.no-rung");
    return h("p", {}, h("b", {}, domainName(scenario, domain)), h("span", { class: "rungs", "aria-hidden": "true" }, rungs.map((_, rung) => h("i", { class: rung < high ? "on" : "" }))),
      h("span", {}, says), h("span", {}, t("told.trust", { share: percent(told.trust[domain][place] / 1000) })));
  }

  toggle() {
    if (this.playing) return this.pause();
    if (this.month >= this.shared.scenario.months - 1) this.at(0);
    this.play.textContent = t("pause");
    this.playing = setInterval(() => (this.month >= this.shared.scenario.months - 1 ? this.pause() : this.at(this.month + 1)), PLAY_MS);
  }

  pause() {
    clearInterval(this.playing);
    this.playing = null;
    this.play.textContent = t("play");
  }

  // Open the meeting before or after the one that is open, or the month.
  jump(way) {
    if (!this.shared.told) return;
    const after = (place, month) => (this.open === null || month !== this.month ? way * (month - this.month) > 0 : way * (place - this.open) > 0);
    const found = this.chosen().map(([one, place]) => [place, one[0]]).filter(([place, month]) => after(place, month) && way * (month - this.month) >= 0);
    const next = way > 0 ? found[0] : found.at(-1);
    if (next) this.openMeeting(next[0]);
  }

  chosen() {
    const { told, scenario } = this.shared;
    return told.meetings.map((one, place) => [one, place]).filter(([one]) => !this.only.checked || one[2] === scenario.aim);
  }

  meeting(message) {
    const place = [message.month, message.forum, message.domain];
    if (!this.isSeen(place) || !this.shown) this.marked = new Set();
    Object.assign(this, { open: message.place, seen: place, shown: message });
    this.marked = new Set(this.decisions.filter((one) => this.isSeen(one)).map((one) => one[3]));
    this.list();
    this.at(this.month);
    if (this.played && this.decisions.length) this.bring();
    else this.detail.focus({ preventScroll: true });
    this.played = false;
    if (this.pressed && getComputedStyle(this.detail.parentNode).position === "static") this.detail.scrollIntoView(); // it stands below the picture
    this.pressed = false;
  }

  // The open meeting; an answer that is turned is marked, and counts once it is played from here.
  list() {
    const turned = this.turned && this.isSeen(this.turned.order) ? this.turned : null;
    const changed = this.decisions.filter((one) => this.isSeen(one)).map((one) => one[3]);
    const turn = (actor) => { if (!this.marked.delete(actor)) this.marked.add(actor); this.list(); this.detail.querySelector(`.mark[data-actor="${actor}"]`)?.focus({ preventScroll: true }); };
    this.detail.replaceChildren(...meetingPanel(this.shown, { scenario: this.shared.scenario, marked: this.marked, changed, turned, turn, play: () => this.playFrom(changed) }));
  }

  playFrom(changed) {
    const order = this.seen, came = Object.fromEntries(this.shown.decisions.map((one) => [one.actor, one.came]));
    const others = this.decisions.filter((one) => !this.isSeen(one));
    const original = (actor) => (changed.includes(actor) ? !came[actor] : came[actor]);
    this.decisions = [...others, ...[...this.marked].map((actor) => [...order, actor, !original(actor)])];
    this.turned = null;
    this.played = true;
    this.tell(false);
  }
}
