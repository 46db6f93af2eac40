// A look (which scenario, what was changed, which events) as the part of a link after its #, and back.
export function written(look) {
  const parts = new URLSearchParams({ scenario: look.base });
  for (const [path, value] of Object.entries(look.settings)) parts.append(path, JSON.stringify(value));
  for (const [kind, month] of look.events) parts.append("event", `${kind}@${month}`);
  return `#${parts}`;
}

// Null where a link holds none; raises SyntaxError where it is damaged.
export function read(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  if (!parts.get("scenario")) return null;
  const look = { base: parts.get("scenario"), settings: {}, events: [] };
  for (const [name, value] of parts) {
    if (name === "event") look.events.push([value.split("@")[0], Number(value.split("@")[1])]);
    else if (!["scenario", "code", "view"].includes(name)) look.settings[name] = JSON.parse(value);
  }
  return look;
}

export const same = (one, two) => !!one && !!two && JSON.stringify(sorted(one)) === JSON.stringify(sorted(two));

// Whether another state than today's is kept as A.
export const keeps = ({ against, now }) => !!against && !same(against, { base: now.base, settings: {}, events: [] });

const sorted = (look) => [look.base, Object.entries(look.settings).sort(), look.events];
