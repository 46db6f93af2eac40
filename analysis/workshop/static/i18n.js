// Languages: texts with the same keys. What has no key, and no known wording, keeps its own label.
const texts = {};
let language = localStorage.getItem("language") || (navigator.language.startsWith("ru") ? "ru" : "en");

export const LANGUAGES = ["en", "ru"];
export const current = () => language;

export async function loadTexts() {
  const found = await Promise.all(LANGUAGES.map((name) => fetch(`/lang/${name}.json`).then((answer) => answer.json())));
  LANGUAGES.forEach((name, place) => (texts[name] = found[place]));
  use(language);
}

export function use(name) {
  language = LANGUAGES.includes(name) ? name : "en";
  localStorage.setItem("language", language);
  document.documentElement.lang = language;
}

const known = (key) => key in texts[language];

export function t(key, values = {}) {
  const text = texts[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole).replace(/([^.])\.\.(?!\.)/g, "$1."); // "2026 г." ends a sentence
}

// A text as pieces, in which elements may stand for its blanks.
export const fill = (key, values) => (texts[language][key] ?? key).split(/\{(\w+)\}/).map((piece, place) => (place % 2 ? values[piece] ?? piece : piece));

let said = {}; // what the open scenario says in the words of the shipped ones: English -> language -> text
const NAMES = ["actor", "forum", "domain", "rung", "event"]; // which a scenario may call as it likes

export const learn = (texts) => { said = texts; };

// A text in the words of the shipped scenarios, in this language where it is known.
export const translated = (text) => said[text]?.[language] ?? text;

// A thing by its id, as this language calls it; a scenario that renames an actor keeps the name it gave.
export function label(kind, id, own) {
  const renamed = NAMES.includes(kind) && own !== undefined && !(own in said) && own !== texts.en[`${kind}.${id}`];
  return !renamed && known(`${kind}.${id}`) ? t(`${kind}.${id}`) : translated(own) ?? id;
}

export const forumName = (scenario, id) => capital(label("forum", id, scenario.forums[id]?.name ?? id));
export const domainName = (scenario, id) => label("domain", id, scenario.domains[id]?.name ?? id);
export const actorName = (scenario, id) => label("actor", id, scenario.actors.find((actor) => actor.id === id)?.name ?? id);

// How a meeting ended: as a class of its mark, and as the key of its words.
export const ending = (formed, success) => (!formed ? "unformed" : success ? "success" : "failure");
export const ended = ({ formed, success }) => t(`outcome.${ending(formed, success)}`);

// An actor's name in few letters, for pictures.
export const short = (id, own) => (own in said ? label("short", id, id) : id);

const formats = {}; // by language and digits: to make one takes longer than to use it

export function number(value, digits = 0) {
  const format = (formats[language + digits] ??= new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits }));
  return format.format(value).replace(/^[-−](?=[0.,]+$)/, ""); // without the sign of what rounds to 0
}

export const percent = (value, digits = 0) => `${number(value * 100, digits)}${language === "ru" ? "\u00a0" : ""}%`;

// Thousandths as a whole number of 100, a half to the even one, as the terminal and the reports have it.
export const whole = (milli) => (milli % 10 === 5 ? 2 * Math.round(milli / 20) : Math.round(milli / 10));

// The same in words, with a decimal where it would round to none or all.
export const hundred = (milli, more = 0) => {
  const digits = more + ((milli > 0 && milli < 9.5) || (milli > 990.5 && milli < 1000) ? 1 : 0);
  return number(digits ? milli / 10 : whole(milli), digits);
};

const LIKING = 0.2; // for a rounding as before, as a remainder: a larger one would hide changes

// Parts as whole numbers that add up to `sum`, their rounded sum: the largest remainders are rounded up. What is about as
// large as in `before` is rather rounded as there, so that rounding alone looks like no change.
export function apportioned(parts, sum, before = null) {
  const found = parts.map(Math.floor);
  const alike = (place) => (before && (before[place] === found[place] || before[place] === found[place] + 1) ? (before[place] - found[place] ? LIKING : -LIKING) : 0);
  const rest = (place) => parts[place] - found[place] + alike(place);
  const order = parts.map((_, place) => place).sort((one, two) => rest(two) - rest(one));
  order.slice(0, Math.max(0, sum - found.reduce((all, one) => all + one, 0))).forEach((place) => (found[place] += 1));
  return found;
}

// Whether two shares are the same whole number of 100, so that one is enough.
export const alike = (one, two) => whole(one) === whole(two);

// What cooperation in the domain aimed at is called inside a sentence.
export function aimInWords(scenario) {
  const name = domainName(scenario, scenario.aim);
  return known(`on.${scenario.aim}`) && name === t(`domain.${scenario.aim}`) ? t(`on.${scenario.aim}`) : t("on.other", { name: inside(name) });
}

export const HELD = "region_held"; // the metric that the number of the page counts

// The question that the number of the page answers: the scenario's own, where that asks about cooperation.
export const questionOf = (scenario) => (scenario.asks === HELD ? translated(scenario.question)
  : t("question.aim", { title: label("preset", scenario.name, scenario.title), on: aimInWords(scenario) }));

export function monthName(first, month) {
  const all = first + month;
  const day = new Date(Date.UTC(Math.floor(all / 12), all % 12, 1));
  return new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" }).format(day).replace(" г.", "\u00a0г.");
}

// A time in whole years where it is one: "3 years", "30 months".
export function span(months) {
  const [value, unit] = months % 12 ? [months, "month"] : [months / 12, "year"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(value);
}

// A name within a sentence: those of things begin with a small letter there, those in capitals stay.
export const inside = (name) => (/^\p{Lu}[\p{Ll}\s]/u.test(name) ? name[0].toLowerCase() + name.slice(1) : name);

// A name that begins a line.
export const capital = (name) => name.slice(0, 1).toUpperCase() + name.slice(1);

export const list = (names) => new Intl.ListFormat(language, { type: "conjunction" }).format(names);
