// A story in nine scenes that teaches the argument, told on a copy: the room's own settings stay as they are meanwhile. A scene
// that changes something asks for a guess on the dots before it shows what comes of it.
import { button, h } from "./dom.js";
import { drawing, redraw } from "./charts/axes.js";
import { dots } from "./charts/climb.js";
import { OVER_TIME } from "./futures.js";
import { number, t, whole } from "./i18n.js";
import * as looks from "./look.js";

const plain = (base = "baseline", settings = {}, events = []) => ({ base, settings, events });
// key, what is set, what it is compared with, which panel to look at
const STEPS = [
  ["play-off", plain(), null, "panel-network"],
  ["refuse", plain("baseline", { "structure.trust_rule": "none" }), plain(), "panel-ladder"],
  ["first-meeting", plain(), null, "panel-ladder"],
  ["betrayal", plain("baseline", {}, [["betrayal", 60]]), plain(), "panel-trust"],
  ["ladder", plain("baseline", { "structure.climbing": false }), plain(), "panel-ladder"],
  ["gate", plain("energy-first"), plain(), "panel-arrival"],
  ["attention", plain("sustained-attention"), plain(), "panel-trust"],
  ["help", plain("recommendations"), plain(), "panel-security"],
  ["nobody-knows", plain("baseline", { "uncertainties.omega": 0.3 }), plain(), "panel-arrival"],
];

const viewAt = (panel) => document.getElementById(panel).closest("[data-view]").dataset.view;

export class Story {
  constructor(shared, send, look, before) {
    Object.assign(this, { shared, send, look, step: before?.step ?? 0, open: before?.open ?? false, from: before?.from ?? null, guess: before?.guess ?? null, shown: before?.shown ?? false, fresh: before?.open ?? false });
    this.place = h("section", { id: "story", "aria-label": t("story") });
    this.dots = drawing((svg) => this.draw(svg), "dots guessdots");
    this.dots.setAttribute("aria-hidden", "true"); // the slider says it
    this.show();
  }

  get scene() {
    const [key, look, against, panel] = STEPS[this.step];
    return { key, look, against, panel };
  }

  // The picture of this scene, once it is there.
  get picture() {
    const { picture } = this.shared;
    return this.open && picture && looks.same(picture.now, this.scene.look) && Boolean(picture.a) === Boolean(this.scene.against) ? picture : null;
  }

  toggle() {
    if (this.open) return history.back();
    Object.assign(this, { open: true, from: this.shared.view });
    history.pushState(history.state, ""); // the browser's way back leads out of the story
    this.go(this.step);
  }

  // The page is where it was before.
  leave() {
    this.look(this.from);
    this.open = false;
    this.place.hidden = true;
    document.body.classList.remove("guessing", "scene");
    this.shared.visit = false;
    this.send({ do: "hello", view: "stage", token: localStorage.getItem("facilitator") }); // the room's own state comes back
  }

  go(step) {
    this.step = Math.max(0, Math.min(STEPS.length - 1, step));
    Object.assign(this, { guess: null, shown: !this.scene.against, fresh: true });
    this.ask();
    this.show();
    scrollTo(0, 0);
  }

  ask() {
    const { look, against } = this.scene;
    this.send({ do: "visit", look, against });
  }

  // The connection is back: a scene that was asked for meanwhile may never come.
  again() {
    if (this.open && !this.picture) this.ask();
  }

  // What the server shows of this scene came: while the guess is made, nothing of it is told.
  point() {
    if (!this.picture || !this.fresh) return;
    if (OVER_TIME.includes(viewAt(this.scene.panel))) this.shared.askMonths(); // while the guess is made
    this.show();
    if (!this.shown) return;
    this.fresh = false;
    this.look(viewAt(this.scene.panel));
    this.sight();
  }

  // A scene begins at its top; where its picture fits on the screen with it, all of that is in sight too.
  sight() {
    scrollTo(0, 0);
    const panel = document.getElementById(this.scene.panel);
    if (panel.getBoundingClientRect().bottom - this.place.getBoundingClientRect().top <= innerHeight) panel.scrollIntoView({ block: "nearest" });
  }

  reveal() {
    this.shown = true;
    this.guess ??= this.today;
    this.show();
    this.point();
  }

  get today() {
    return this.picture ? whole((this.picture.a ?? this.picture.b).chance[0]) : 0;
  }

  draw(svg) {
    const { picture, shown } = this;
    if (!picture) return svg.replaceChildren(); // those of the scene before are not this one's
    dots(svg, shown ? picture.b : { chance: [10 * (this.guess ?? this.today)], last: 0 }, picture.a, shown ? this.guess : null);
  }

  show() {
    this.place.hidden = !this.open;
    document.querySelectorAll(".pointed").forEach((panel) => panel.classList.remove("pointed"));
    if (!this.open) return;
    const { key, panel, against } = this.scene;
    document.body.classList.toggle("guessing", !this.shown);
    document.body.classList.add("scene");
    if (this.shown) document.getElementById(panel)?.classList.add("pointed");
    const title = this.shown && against && this.picture ? this.said() : t(`story.${key}.title`);
    this.place.replaceChildren(h("div", {},
      h("p", { class: "quiet" }, t("step", { step: number(this.step + 1), steps: number(STEPS.length) }), this.shown && against ? ` · ${t(`story.${key}.title`)}` : ""),
      h("h2", {}, title), h("p", {}, t(this.shown ? `story.${key}.say` : `story.${key}.suppose`)), this.shown ? h("p", { class: "ask" }, t(`story.${key}.ask`)) : this.guessing(), this.steps()),
    against ? h("div", { class: "scenedots" }, this.dots) : "");
    redraw(this.dots);
  }

  said() {
    const is = whole(this.picture.b.chance[0]);
    return t(is === this.guess ? "story.right" : "story.said", { guess: number(this.guess), is: number(is) });
  }

  // Two numbers: as today, and what the room guesses, on a slider that moves the dots.
  guessing() {
    if (!this.picture) return h("p", { class: "quiet" }, t("answer.counting-first", { count: number(this.shared.all) }));
    const mine = h("output", { class: "huge", for: "story-guess" }), slider = h("input", { type: "range", id: "story-guess", min: 0, max: 100, "aria-label": t("story.your-guess") });
    const show = () => { mine.textContent = number(this.guess ?? this.today); slider.setAttribute("aria-valuetext", t("story.of-hundred", { guess: mine.textContent })); redraw(this.dots); };
    slider.value = this.guess ?? this.today;
    slider.addEventListener("input", () => { this.guess = Number(slider.value); show(); });
    show();
    return [h("div", { class: "row guesses" }, h("p", {}, h("span", { class: "huge then" }, number(this.today)), t("as-today")), h("p", {}, mine, t("story.your-guess"))), slider];
  }

  steps() {
    const last = this.step === STEPS.length - 1;
    const on = this.shown ? button(t(last ? "sandbox" : "next"), () => (last ? this.end() : this.go(this.step + 1)), { class: "first", id: "story-next" }) : button(t("story.show-me"), () => this.reveal(), { class: "first", id: "story-show", disabled: !this.picture });
    return h("div", { class: "row" }, on, button(t("back"), () => this.go(this.step - 1), { class: "link", disabled: this.step === 0 }), button(t("story.leave"), () => this.toggle(), { class: "link", id: "story-leave" }));
  }

  end() {
    this.step = 0;
    this.toggle();
  }
}
