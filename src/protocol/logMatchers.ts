import { compact, Fields, isObject, Refusal } from "./fields";
import type { Direction } from "./session";

/** How the user's own solver prints its progress: regular expressions with named groups. */
export interface LogMatcherRule {
  readonly name: string;
  /** A line with numbers: `iteration`, `best`, `bound`, … are named groups. */
  readonly pattern: string;
  /** A line with which a run begins; without it, the first line with numbers does. */
  readonly start?: string;
  /** A line with which a run ends. */
  readonly end?: string;
  readonly direction?: Direction;
  /** What the runs' algorithm is called, where no group says so. */
  readonly algorithm?: string;
}

const MAX_MATCHERS = 50;
const MAX_PATTERN_LENGTH = 2_000;

/** Accepts the setting's list; a wrong entry is named by what is wrong with it. */
export function parseLogMatchers(value: unknown): readonly LogMatcherRule[] | string {
  if (!Array.isArray(value)) return "a list of matchers";
  if (value.length > MAX_MATCHERS) return `a list of at most ${MAX_MATCHERS} matchers`;
  const list: readonly unknown[] = value;
  try {
    return list.map(parseRule);
  } catch (error) {
    if (error instanceof Refusal) return `a list of matchers (${error.message})`;
    throw error;
  }
}

function parseRule(value: unknown, index: number): LogMatcherRule {
  if (!isObject(value)) throw new Refusal(`number ${index + 1} must be an object`);
  const fields = new Fields(`number ${index + 1}`, value);
  return compact<LogMatcherRule>({
    name: fields.requiredName("name"),
    pattern: pattern(fields, "pattern") ?? fields.refuse("pattern", "a regular expression"),
    start: pattern(fields, "start"),
    end: pattern(fields, "end"),
    direction: fields.oneOf("direction", ["minimize", "maximize"]),
    algorithm: fields.name("algorithm"),
  });
}

function pattern(fields: Fields, field: string): string | undefined {
  const text = fields.text(field);
  if (text === undefined) return undefined;
  const isUsable = text !== "" && text.length <= MAX_PATTERN_LENGTH;
  return isUsable ? text : fields.refuse(field, `a regular expression of at most ${MAX_PATTERN_LENGTH} characters`);
}
