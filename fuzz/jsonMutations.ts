import type { Random } from "./random";

type Holder = Record<string, unknown>;

const VALUES: readonly string[] = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "1",
  "-1",
  "0.5",
  "1e308",
  "-1e308",
  "5e-324",
  "1e999",
  "9007199254740993",
  "4294967296",
  "65536",
  '""',
  '"x"',
  '"NaN"',
  '"-Infinity"',
  '"\\ud800"',
  '"\\u0000"',
  '"__proto__"',
  "[]",
  "{}",
  "[[]]",
  "[null]",
  "[1,2,3]",
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
];

/** A JSON text with one place changed; undefined where the text is no JSON that has places. */
export function mutateJson(
  text: string,
  random: Random,
  words: readonly string[],
  other: () => string,
): string | undefined {
  const root = parse(text);
  if (typeof root !== "object" || root === null) return undefined;
  const holders = holdersOf(root);
  change(random.pick(holders), random, words, () => parse(other()));
  return JSON.stringify(root);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All objects and lists in a value, up to a number of them. */
function holdersOf(root: object): readonly Holder[] {
  const found: Holder[] = [];
  const waiting: object[] = [root];
  for (let holder = waiting.pop(); holder !== undefined && found.length < 2_000; holder = waiting.pop()) {
    found.push(holder as Holder);
    for (const inner of Object.values(holder) as readonly unknown[])
      if (typeof inner === "object" && inner !== null) waiting.push(inner);
  }
  return found;
}

function change(holder: Holder, random: Random, words: readonly string[], other: () => unknown): void {
  const keys = Object.keys(holder);
  const key = keys.length > 0 ? random.pick(keys) : random.pick(words);
  const put = (name: string, value: unknown): void => {
    Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
  };
  const value = holder[key];
  switch (random.below(9)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return;
    case 1:
      return put(key, random.pick(words));
    case 2:
      return put(Array.isArray(holder) ? String(keys.length) : random.pick(words), valueOf(random));
    case 3:
      return put(key, part(other(), random));
    case 4:
      return put(key, [value, value]);
    case 5:
      return put(key, changedValue(value, random));
    case 6:
      // Swapping two places keeps the shape and breaks the meaning.
      put(key, holder[keys[random.below(keys.length)] ?? key]);
      return;
    case 7:
      return put(key, String(value));
    default:
      return put(key, valueOf(random));
  }
}

function valueOf(random: Random): unknown {
  return parse(random.pick(VALUES));
}

function part(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.values(random.pick(holdersOf(value)))[0] ?? value;
}

function changedValue(value: unknown, random: Random): unknown {
  if (typeof value === "number") return random.pick([value + 1, -value, value * 1e10, value / 3, String(value)]);
  if (typeof value === "string")
    return random.pick([value.repeat(1 + random.below(100)), value.slice(1), `${value}\u202e<b>`]);
  return [value];
}
