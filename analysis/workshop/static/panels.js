// What opens beside the pictures: changed settings, effects in words, events, sharing.
import { button, download, h, qr, say } from "./dom.js";
import { monthName, t } from "./i18n.js";
import { isPlain, leverName, worded } from "./levers.js";
import * as looks from "./look.js";

export { download };
const CALM_MS = 250; // what is set may change again soon
const SHOCKS = ["flow-doubles", "rivals-quarrel", "rivals-thaw", "new-leaders", "regional-summit", "betrayal", "donors-turn-away", "donors-return", "collusion-cut"];

// Every change but those that the plain levers show, in a row, each with a button that takes it back.
export function changes({ state, levers, scenario, facilitates }, ask, send) {
  const moved = levers.filter((lever) => lever.path in state.now.settings && !isPlain(lever));
  const items = moved.map((lever) => {
    const { path } = lever, value = state.now.settings[path];
    return entry(`${leverName(lever)}: ${worded(lever, lever.value)} → ${worded(lever, value)}`, () => ask({ [path]: null }, true), facilitates);
  });
  const events = state.now.events.map(([kind, month], place) =>
    entry(`${monthName(scenario.first, month)}: ${t(`shock.${kind}`)}`, () => send({ do: "calm", place }), facilitates));
  const all = [...items, ...events];
  return all.length ? h("ul", { class: "changes", "aria-label": t("changed") }, all) : null;
}

const entry = (text, back, allowed) => h("li", {}, h("span", {}, text), allowed ? button("×", back, { "aria-label": `${t("reset")}: ${text}` }) : null);

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

// The link to what is set, the address for phones, and files. What is set while the panel is open is followed.
export function sharePanel(shared, send) {
  const { addresses, facilitates } = shared, join = "/join";
  const codes = { look: h("figure", {}), join: h("figure", {}) };
  const link = h("input", { readonly: true, id: "link", "aria-label": t("link") });
  let path = null, asking = null;
  const write = () => {
    const set = `/${looks.written(shared.state.now)}`;
    if (set === path) return;
    path = set;
    link.value = addresses[0] + path;
    codes.look.replaceChildren(); // the code of before leads elsewhere
    clearTimeout(asking);
    asking = setTimeout(() => send({ do: "code", path }), CALM_MS);
  };
  const copy = button(t("copy"), () => { link.select(); navigator.clipboard?.writeText(link.value); say(t("copied")); });
  const file = h("input", { type: "file", id: "file", accept: ".toml", onchange: async () => {
    const [brought] = file.files;
    if (!brought) return;
    if (brought.size > 200000) return say(t("file-too-large"));
    send({ do: "load", name: brought.name, text: await brought.text() });
    file.value = "";
  } });
  const local = /\/\/(127\.|localhost|\[::1)/.test(addresses[0]);
  write();
  send({ do: "code", path: join });
  const place = h("section", {}, h("h2", {}, t("share")),
    h("div", { class: "row" }, link, copy),
    h("div", { class: "codes" }, h("div", {}, h("h3", {}, t("share-look")), codes.look), h("div", {}, h("h3", {}, t("share-join")), codes.join)),
    local ? h("p", { class: "warning" }, t("only-here")) : null,
    h("h3", {}, t("files")),
    h("div", { class: "row" }, button(t("save"), () => send({ do: "save" })), facilitates ? h("label", { class: "filelabel" }, file, t("load")) : null));
  return {
    place,
    follow: () => place.isConnected && !place.closest("[hidden]") && write(),
    hear(message) {
      const code = qr(message.rows, `${t("qr")}: ${message.address}`);
      if (message.path === path) codes.look.replaceChildren(code);
      if (message.path === join) codes.join.replaceChildren(code, h("figcaption", {}, message.address.replace(/^https?:\/\//, "")));
    },
  };
}

