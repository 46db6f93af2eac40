// A slider as a hand moves it: in steps, with today's value among them wherever it lies. What is under way is a preview;
// what is let go of counts. A finger moves it sideways: one that scrolls the page moves none.
import { h } from "./dom.js";

const FIRM = 8; // pixels sideways from which a finger moves a slider
const KEYS = { ArrowRight: 1, ArrowUp: 1, PageUp: 10, ArrowLeft: -1, ArrowDown: -1, PageDown: -10, Home: -Infinity, End: Infinity }; // steps

// `move(place, final)` hears where the hand stands, null for today; `current()` tells what is set.
export function sliderOf({ low, high, step }, id, today, disabled, current, move) {
  const slider = h("input", { type: "range", id, min: low, max: high, step: "any", disabled });
  const near = (one, other) => Math.abs(one - other) < step * 1e-6; // a slider keeps 15 digits
  const most = Math.round((high - low) / step), grid = (place) => Number((low + step * Math.min(most, Math.max(0, place))).toFixed(9));
  let hand = null; // the pointer or the key that holds the slider
  let asked; // where it stands meanwhile; undefined before it has moved
  let over = false; // the page is scrolled: what the browser still says of this touch counts for nothing

  const hold = (one) => {
    hand = one;
    slider.toggleAttribute("data-held", Boolean(one));
  };
  // The step nearest to a value, null where that is today.
  const nearest = (value) => {
    const one = grid(Math.round((value - low) / step));
    return near(one, today) || Math.abs(value - today) < Math.abs(value - one) ? null : one;
  };
  // So many steps from a value; a single one stops at today.
  const stepped = (value, steps) => {
    const up = steps > 0, place = (value - low) / step;
    const next = grid((up ? Math.floor(place + 1e-6) : Math.ceil(place - 1e-6)) + steps);
    const passes = Math.abs(steps) === 1 && !near(value, today) && (up ? value < today && today < next : next < today && today < value);
    return passes || near(next, today) ? null : next;
  };
  const ask = (place) => {
    if (place === asked) return;
    asked = place;
    move(place, false);
  };
  const letGo = () => {
    const moved = asked !== undefined, place = moved ? asked : current();
    hold(null);
    asked = undefined;
    slider.value = place ?? today;
    if (moved) move(place, true);
  };
  const giveUp = () => {
    const moved = asked !== undefined;
    hold(null);
    [asked, over] = [undefined, true];
    slider.value = current() ?? today;
    if (moved) move(current(), true);
  };
  const follow = () => nearest(Number(slider.value));

  slider.addEventListener("pointerdown", ({ button, clientX, pointerType }) => {
    if (button) return;
    hold({ x: clientX, firm: pointerType !== "touch", from: Number(slider.value) });
    over = false;
    const done = ({ type }) => {
      for (const name of ["pointerup", "pointercancel"]) removeEventListener(name, done, true);
      setTimeout(() => { // once the browser has moved the slider for the last time
        if (type === "pointercancel") return giveUp();
        if (Number(slider.value) !== hand?.from) ask(follow());
        letGo();
      });
    };
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, done, true);
  });
  slider.addEventListener("pointermove", ({ clientX }) => {
    if (!hand || hand.key || hand.firm || Math.abs(clientX - hand.x) <= FIRM) return;
    hand.firm = true;
    ask(follow());
  });
  slider.addEventListener("keydown", (event) => {
    const steps = KEYS[event.key];
    if (!steps || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (!hand) hold({ key: true });
    over = false;
    const place = stepped(Number(slider.value), steps);
    slider.value = place ?? today;
    ask(place);
  });
  for (const name of ["keyup", "blur"]) slider.addEventListener(name, () => hand?.key && letGo());
  slider.addEventListener("input", () => {
    if (over) slider.value = current() ?? today;
    else if (!hand) ask(Number(slider.value)); // by no hand
    else if (hand.firm) ask(follow());
  });
  slider.addEventListener("change", () => {
    if (over) slider.value = current() ?? today;
    if (over || hand) return; // it is let go of in its own way
    asked = undefined;
    move(Number(slider.value), true);
  });
  return { slider, place: (value) => { slider.value = value ?? today; } };
}
