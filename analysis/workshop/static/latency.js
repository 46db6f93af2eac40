// How long a lever takes from the hand to the painted picture, part by part, for the benchmark.
const asked = new Map(); // number of a request: when it was made, in milliseconds since the page was opened
window.latencies = [];

export const ask = (seen) => asked.set(seen, performance.now());

// Note a picture that was heard, read, begun and drawn at these moments, once the frame is painted.
export function note({ seen, final, heard: asking, times }, heard, read, begun, drawn) {
  if (!asked.has(seen)) return;
  setTimeout(() => {
    // A count that was under way already, of the same value, began before it was asked for.
    const server = [asking, ...Object.values(times)].map((second) => Math.max(second, asking) * 1000 - performance.timeOrigin);
    const moments = [asked.get(seen), ...server, heard, read, begun, drawn, performance.now()];
    const names = ["to the server", "waiting", "build", "run", "picture", "encode and wire", "parse", "next frame", "draw", "paint"];
    const parts = Object.fromEntries(names.map((name, place) => [name, moments[place + 1] - moments[place]]));
    window.latencies.push({ ms: moments.at(-1) - moments[0], final, parts });
  });
}
