// Languages: files with the same keys. What has no key (a scenario somebody brought) keeps its own label.
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

export const known = (key) => key in texts[language];

export function t(key, values = {}) {
  const text = texts[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// A thing of a scenario by its id: the language's name for it, else the scenario's own.
export const label = (kind, id, own) => (known(`${kind}.${id}`) ? t(`${kind}.${id}`) : own ?? id);

const formats = {}; // by language and digits: to make one takes longer than to use it

export function number(value, digits = 0) {
  const format = (formats[language + digits] ??= new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits }));
  return format.format(value);
}

export const percent = (value, digits = 0) => `${number(value * 100, digits)} %`;

export function monthName(first, month) {
  const all = first + month;
  const day = new Date(Date.UTC(Math.floor(all / 12), all % 12, 1));
  return new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" }).format(day);
}

export const list = (names) => new Intl.ListFormat(language, { type: "conjunction" }).format(names);
