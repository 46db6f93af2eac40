// A story in nine steps that teaches the argument; each sets the stage, says what to look at, then asks.
import { button, h } from "./dom.js";
import { number, t } from "./i18n.js";
import * as looks from "./look.js";

const plain = (base = "baseline", settings = {}, events = []) => ({ base, settings, events });
// key, what is set, what it is compared with, which panel to look at
export const STEPS = [
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

export class Story {
  constructor(shared, send, look, before) {
    Object.assign(this, { shared, send, look, step: before?.step ?? 0, open: before?.open ?? false, kept: before?.kept ?? null, fresh: before?.open ?? false });
    this.place = h("section", { id: "story", "aria-label": t("story") });
    this.show();
  }

  toggle() {
    this.open = !this.open;
    document.getElementById("tool-story")?.setAttribute("aria-pressed", String(this.open));
    if (this.open) {
      this.kept = this.shared.state; // the room's own settings and events, which come back when the story is left
      this.go(this.step);
    } else {
      this.set(this.kept.now, this.kept.against);
      this.show();
    }
  }

  set(look, against) {
    this.send({ do: "compare", on: false });
    if (against) {
      this.send({ do: "show", look: against });
      this.send({ do: "compare", on: true });
    }
    this.send({ do: "show", look });
  }

  go(step) {
    this.step = Math.max(0, Math.min(STEPS.length - 1, step));
    const [, look, against] = STEPS[this.step];
    this.set(look, against);
    this.fresh = true;
    this.show();
  }

  // Turn to what the step points at, once its picture is there.
  point() {
    const { picture } = this.shared;
    const [, look, against, id] = STEPS[this.step];
    if (!this.open || !this.fresh || !picture || !looks.same(picture.now, look) || Boolean(picture.a) !== Boolean(against)) return;
    this.fresh = false;
    const panel = document.getElementById(id);
    this.look(panel.closest("[data-view]").dataset.view);
    panel.scrollIntoView({ block: "nearest" });
  }

  show() {
    this.place.hidden = !this.open;
    document.querySelectorAll(".pointed").forEach((panel) => panel.classList.remove("pointed"));
    if (!this.open) return;
    const [key, , , panel] = STEPS[this.step];
    document.getElementById(panel)?.classList.add("pointed");
    const last = this.step === STEPS.length - 1;
    this.place.replaceChildren(
      h("p", { class: "quiet" }, t("step", { step: number(this.step + 1), steps: number(STEPS.length) })),
      h("h2", {}, t(`story.${key}.title`)),
      h("p", {}, t(`story.${key}.say`)),
      h("p", { class: "ask" }, t(`story.${key}.ask`)),
      h("div", { class: "row" },
        button(t("back"), () => this.go(this.step - 1), { disabled: this.step === 0 }),
        button(last ? t("sandbox") : t("next"), () => (last ? this.end() : this.go(this.step + 1)), { class: "first", id: "story-next" }),
        button(t("close"), () => this.toggle())));
    this.point();
  }

  end() {
    this.step = 0;
    this.toggle();
  }
}
