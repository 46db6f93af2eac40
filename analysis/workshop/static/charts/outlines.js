// Outlines of the region, from Natural Earth (public domain): the five governments and Afghanistan, no other borders.
const TRUE_AT = Math.cos((43 * Math.PI) / 180); // the latitude at which distances east and west are to scale
const CENTRE = [67.2, 43];
const SHOWN = [27, 15]; // degrees around the centre that are shown at least
let countries = [], docks = {};

export const ready = fetch("/map/central-asia.geojson").then((answer) => answer.json()).then((tree) => {
  docks = tree.docks;
  countries = tree.features.map(({ properties, geometry }) => ({ ...properties, rings: geometry.coordinates.flat() }));
});

export const mapped = (ids) => ids.every((id) => countries.some((country) => country.id === id));

// From degrees to pixels from the middle, so that what is to be shown fills a place of this size.
function projection(width, height) {
  const scale = Math.min(width / (SHOWN[0] * TRUE_AT), height / SHOWN[1]);
  return ([east, north]) => [(east - CENTRE[0]) * TRUE_AT * scale, (CENTRE[1] - north) * scale];
}

// On which side of the frame a donor is docked.
export const side = (id) => docks[id] ?? "south";

// Where a country's name stands.
export function labelled(id, width, height) {
  return projection(width, height)(countries.find((country) => country.id === id).label);
}

export function land(width, height) {
  const project = projection(width, height);
  const ring = (points) => `M${points.map((point) => project(point).map((value) => value.toFixed(1)).join(",")).join("L")}Z`;
  return countries.map((country) => country.rings.map(ring).join("")).join("");
}
