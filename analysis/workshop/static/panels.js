// What opens beside the pictures: changed settings, effects in words, events, sharing.
import { button, download, h, qr, say } from "./dom.js";
import { inside, label, list, monthName, number, percent, t } from "./i18n.js";
import { leverName, worded } from "./levers.js";
import * as looks from "./look.js";

export { download };
const SHOCKS = ["flow-doubles", "rivals-quarrel", "rivals-thaw", "new-leaders", "regional-summit", "betrayal", "donors-turn-away", "donors-return", "collusion-cut"];

// Every change in a row, each with a button that takes it back.
export function changes({ state, levers, scenario, facilitates }, ask, send) {
  const items = Object.entries(state.now.settings).map(([path, value]) => {
    const lever = levers.find((one) => one.path === path);
    return entry(`${leverName(lever)}: ${worded(lever, lever.value)} → ${worded(lever, value)}`, () => ask({ [path]: null }, true), facilitates);
  });
  const events = state.now.events.map(([kind, month], place) =>
    entry(`${monthName(scenario.first, month)}: ${t(`shock.${kind}`)}`, () => send({ do: "calm", place }), facilitates));
  const all = [...items, ...events];
  return h("section", { "aria-label": t("changed") },
    h("h2", {}, t("changed"), h("span", { id: "counted", class: "counted" })),
    all.length ? h("ul", { class: "changes" }, all) : h("p", { class: "quiet" }, t("nothing-changed")));
}

const entry = (text, back, allowed) => h("li", {}, h("span", {}, text), allowed ? button("×", back, { "aria-label": `${t("reset")}: ${text}` }) : null);

// Which of several figures changed, clearly or not; what moves together with it is no proof of a cause.
export function effectsInWords({ picture, scenario }) {
  const { figures, with: movers, futures } = picture.effects;
  const aim = inside(label("domain", scenario.aim, scenario.domains[scenario.aim].name));
  const held = figures.region_held;
  const clear = held.low > 0 || held.high < 0;
  const per = (value) => number(value * 100, Math.abs(held.b - held.a) < 0.02 ? 1 : 0);
  const first = clear ? t("effect.held", { aim, a: per(held.a), b: per(held.b) }) : t("effect.held-same", { aim, a: per(held.a), b: per(held.b) });
  const because = movers.filter((one) => Math.abs(one.b - one.a) >= 0.005).map((one) => t("effect.with", { what: t(`driver.${one.key}`), a: number(one.a, 2), b: number(one.b, 2) }));
  const others = ["trust_region." + Object.keys(scenario.domains)[0], "civilian_harm", "flow_interdicted", "human_security"].filter((name) => name in figures)
    .map((name) => sentence(name, figures[name], scenario));
  return h("section", { class: "effects", "aria-label": t("effects") },
    h("p", {}, h("strong", {}, `A → B: ${first} `), because.length ? t("effect.together", { what: list(because) }) : ""),
    h("p", { class: "others" }, others.join(" · "), ` · ${t("same-luck", { count: number(futures) })}`));
}

function sentence(name, { a, b, low, high }, scenario) {
  const [key, domain] = name.split(".");
  const what = t(`figure.${key}`, { domain: domain ? inside(label("domain", domain, scenario.domains[domain].name)) : "" });
  const say = (value) => (key === "civilian_harm" ? number(value, 2) : percent(value, key === "flow_interdicted" ? 2 : 1));
  return low > 0 || high < 0 ? `${what} ${say(a)} → ${say(b)}` : `${what} ${t("effect.same")} (${say(b)})`;
}

// A shock or a policy at a month; the futures fork there.
export function eventsPanel({ scenario, facilitates }, send) {
  const month = h("input", { type: "range", id: "event-month", min: 0, max: scenario.months - 1, step: 1, value: Math.min(60, scenario.months - 1) });
  const when = h("output", { for: "event-month" });
  const show = () => { when.textContent = monthName(scenario.first, Number(month.value)); month.setAttribute("aria-valuetext", when.textContent); };
  month.addEventListener("input", show);
  show();
  return h("section", {}, h("h2", {}, t("events")), h("p", { class: "quiet" }, t("events-say")),
    h("div", { class: "row" }, h("label", { for: "event-month" }, t("event-month")), month, when),
    h("div", { class: "shocks" }, SHOCKS.map((kind) => h("div", {},
      button(t(`shock.${kind}`), () => { send({ do: "trigger", kind, month: Number(month.value) }); say(`${when.textContent}: ${t(`shock.${kind}`)}`); }, { disabled: !facilitates }),
      h("span", { class: "quiet" }, t(`shock-says.${kind}`))))));
}

// The link to what is set, the address for phones, and files.
export function sharePanel({ state, addresses, facilitates }, send) {
  const path = `/${looks.written(state.now)}`;
  const boxes = { [path]: h("figure", {}), "/join": h("figure", {}) };
  const link = h("input", { readonly: true, id: "link", value: addresses[0] + path, "aria-label": t("link") });
  const copy = button(t("copy"), () => { link.select(); navigator.clipboard?.writeText(link.value); say(t("copied")); });
  const file = h("input", { type: "file", id: "file", accept: ".toml", onchange: async () => {
    const [brought] = file.files;
    if (!brought) return;
    if (brought.size > 200000) return say(t("file-too-large"));
    send({ do: "load", name: brought.name, text: await brought.text() });
    file.value = "";
  } });
  const local = /\/\/(127\.|localhost|\[::1)/.test(addresses[0]);
  for (const one of Object.keys(boxes)) send({ do: "code", path: one });
  return {
    place: h("section", {}, h("h2", {}, t("share")),
      h("div", { class: "row" }, link, copy),
      h("div", { class: "codes" }, h("div", {}, h("h3", {}, t("share-look")), boxes[path]), h("div", {}, h("h3", {}, t("share-join")), boxes["/join"])),
      local ? h("p", { class: "warning" }, t("only-here")) : null,
      h("h3", {}, t("files")),
      h("div", { class: "row" }, button(t("save"), () => send({ do: "save" })), facilitates ? h("label", { class: "filelabel" }, file, t("load")) : null)),
    hear(message) {
      boxes[message.path]?.replaceChildren(qr(message.rows, `${t("qr")}: ${message.address}`), h("figcaption", {}, message.path === "/join" ? message.address.replace("http://", "") : ""));
    },
  };
}

