/** Numbers that look random and are the same every time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const TYPES = [
  "hello",
  "batch",
  "iteration",
  "run_start",
  "run_end",
  "front",
  "component",
  "data",
  "metric",
  "note",
  "bye",
];
const FIELDS = [
  "run",
  "iteration",
  "best",
  "sequence",
  "events",
  "algorithm",
  "name",
  "count",
  "total",
  "bytes",
  "value",
  "text",
  "points",
  "time",
  "direction",
  "parameters",
  "solution",
  "status",
  "metrics",
  "buckets",
  "source",
  "protocol",
  "pid",
  "id",
  "session",
];
const VALUES = [
  "null",
  "true",
  "-1",
  "0",
  "1e999",
  "-1e999",
  "1e-400",
  "9007199254740993",
  '""',
  '"x"',
  '"NaN"',
  '"Infinity"',
  "[]",
  "{}",
  "[[]]",
  "[null]",
  '{"__proto__":1}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '"\\ud800"',
  '"\\u0000"',
  "[1e999]",
  '{"le":[1],"counts":"x"}',
  "123456789012345678901234567890",
];

function nested(random: () => number): string {
  const depth = 1_000 + Math.floor(random() * 20_000);
  const inside =
    random() < 0.5 ? "[".repeat(depth) + "]".repeat(depth) : '{"a":'.repeat(depth) + "1" + "}".repeat(depth);
  const places = [
    '{"type":X}',
    '{"type":"run_start","run":"n","algorithm":"a","parameters":{"x":X}}',
    '{"type":"batch","sequence":1,"events":X}',
    '{"type":"run_end","run":"n","status":"completed","solution":X}',
    '{"type":"iteration","run":"n","iteration":1,"metrics":X}',
    "X",
  ];
  return (places[Math.floor(random() * places.length)] ?? "X").replace("X", () => inside);
}

function wrongTypes(random: () => number): string {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const fields = Array.from({ length: Math.floor(random() * 6) }, () => `"${pick(FIELDS)}":${pick(VALUES)}`);
  const event = `{"type":"${pick(TYPES)}",${['"__proto__":{"polluted":1}', ...fields].join(",")}}`;
  return random() < 0.3
    ? `{"type":"batch","sequence":${1 + Math.floor(random() * 1e6)},"events":[${event},${event}]}`
    : event;
}

function noise(random: () => number): Buffer {
  const bytes = Buffer.alloc(Math.floor(random() * 200));
  for (let index = 0; index < bytes.length; index++) bytes[index] = Math.floor(random() * 256);
  return bytes;
}

/** One line, without its end, that no honest client would send. */
export function hostileLine(random: () => number): Buffer | string {
  const kind = random();
  if (kind < 0.25) return noise(random);
  if (kind < 0.255) return nested(random);
  if (kind < 0.2552) return "y".repeat(2 << 20);
  if (kind < 0.3) return '{"type":"iteration","run":"half","iter';
  if (kind < 0.35) return `{"type":"${"u".repeat(Math.floor(random() * 1000))}"}`;
  if (kind < 0.4) return '{"__proto__":{"type":"iteration"},"constructor":1,"toString":null}';
  return wrongTypes(random);
}
