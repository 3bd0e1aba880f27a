import {
  ALERT_CHANNELS,
  ALERT_KINDS,
  ALERT_SEVERITIES,
  describeKind,
  type AlertChannel,
  type AlertField,
  type AlertKind,
  type AlertRule,
} from "./alerts";
import { describe, isObject, MAX_NAME_LENGTH, type JsonObject } from "./fields";

/** The rules of a setting, the built-in ones included, and what was wrong with it, one sentence each. */
export interface AlertRulesReading {
  readonly rules: readonly AlertRule[];
  readonly problems: readonly string[];
}

const MAX_RULES = 100;
const MAX_FOR_SECONDS = 1e9;
const COMMON = ["name", "kind", "enabled", "severity", "forSeconds", "channels", "metric"];

/** The rules that hold without any setting, those that are off included. */
export const DEFAULT_ALERT_RULES: readonly AlertRule[] = (Object.keys(ALERT_KINDS) as AlertKind[])
  .filter((kind) => describeKind(kind).isBuiltIn)
  .map((kind) => defaultRule(kind, kind));

/** Reads rules; `key` names the setting in problems. What is wrong is named, and what is used instead. */
export function readAlertRules(key: string, raw: unknown): AlertRulesReading {
  const rules = new Map(DEFAULT_ALERT_RULES.map((rule) => [rule.name, rule]));
  if (!Array.isArray(raw)) {
    return { rules: [...rules.values()], problems: [`${key}: ${describe(raw)} is not a list of rules; using none.`] };
  }
  const problems: string[] = [];
  const entries: readonly unknown[] = raw;
  if (entries.length > MAX_RULES) problems.push(`${key}: only the first ${MAX_RULES} rules are used.`);
  for (const [index, entry] of entries.slice(0, MAX_RULES).entries()) {
    const rule = new RuleReader(`${key}[${index}]`, isObject(entry) ? entry : {}, problems).read();
    if (rule !== undefined) rules.set(rule.name, rule);
  }
  return { rules: [...rules.values()], problems };
}

function defaultRule(kind: AlertKind, name: string): AlertRule {
  const { severity, isOn, forSeconds, fields } = describeKind(kind);
  const numbers = Object.entries(fields).flatMap(([field, { default: value }]) =>
    value === undefined ? [] : [[field, value]],
  );
  const channels = channelsFor(severity);
  return { name, kind, enabled: isOn, severity, forSeconds, channels, ...(Object.fromEntries(numbers) as object) };
}

/** A problem is told everywhere; the rest only where a rule says so. */
function channelsFor(severity: AlertRule["severity"]): readonly AlertChannel[] {
  return severity === "problem" ? ALERT_CHANNELS : [];
}

/** Reads one entry of the setting. */
class RuleReader {
  constructor(
    private readonly place: string,
    private readonly entry: JsonObject,
    private readonly problems: string[],
  ) {}

  read(): AlertRule | undefined {
    const { kind: rawKind } = this.entry;
    const kind = (Object.keys(ALERT_KINDS) as AlertKind[]).find((known) => known === rawKind);
    if (kind === undefined) {
      return this.leaveOut(`"kind" must be one of ${Object.keys(ALERT_KINDS).join(", ")}, got ${describe(rawKind)}`);
    }
    const name = this.name(kind);
    if (name === undefined) return undefined;
    if (name !== kind && Object.hasOwn(ALERT_KINDS, name))
      return this.leaveOut(`"${name}" is the name of a built-in rule`);
    this.nameUnknown(kind);
    const base = defaultRule(kind, name);
    const severity = this.oneOf("severity", ALERT_SEVERITIES, base.severity);
    const rule = {
      ...base,
      severity,
      enabled: this.flag("enabled", name === kind ? base.enabled : true),
      forSeconds: this.number("forSeconds", { default: base.forSeconds, minimum: 0, maximum: MAX_FOR_SECONDS }) ?? 0,
      channels: this.channels(channelsFor(severity)),
      ...this.numbers(kind),
    };
    return kind === "threshold" ? this.threshold(rule) : rule;
  }

  private name(kind: AlertKind): string | undefined {
    const { name } = this.entry;
    if (name === undefined && kind !== "threshold") return kind;
    if (typeof name === "string" && name !== "" && name.length <= MAX_NAME_LENGTH) return name;
    return this.leaveOut(`a rule of the kind ${kind} needs a "name" that is a text, got ${describe(name)}`);
  }

  private threshold(rule: AlertRule): AlertRule | undefined {
    const { metric } = this.entry;
    if (typeof metric !== "string" || metric === "") {
      return this.leaveOut(`a threshold needs a "metric", got ${describe(metric)}`);
    }
    if ((rule.above === undefined) === (rule.below === undefined)) {
      return this.leaveOut(`a threshold needs either "above" or "below", a number`);
    }
    const limit = rule.above ?? rule.below ?? 0;
    const clear = rule.clear ?? limit;
    const fits = rule.above === undefined ? clear >= limit : clear <= limit;
    if (!fits) this.complain("clear", clear, `on the other side of the threshold`, limit);
    return { ...rule, metric, clear: fits ? clear : limit };
  }

  private numbers(kind: AlertKind): Readonly<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const [field, description] of Object.entries(describeKind(kind).fields)) {
      const value = this.number(field, description);
      if (value !== undefined) found[field] = value;
    }
    return found;
  }

  private number(field: string, { default: standard, minimum, maximum }: AlertField): number | undefined {
    const value = this.entry[field];
    if (value === undefined) return standard;
    if (typeof value === "number" && value >= minimum && value <= maximum) return value;
    const range = minimum === -Number.MAX_VALUE ? "a number" : `a number from ${minimum} to ${maximum}`;
    this.complain(field, value, range, standard);
    return standard;
  }

  private flag(field: string, standard: boolean): boolean {
    const value = this.entry[field];
    if (typeof value === "boolean") return value;
    if (value !== undefined) this.complain(field, value, "true or false", standard);
    return standard;
  }

  private oneOf<T extends string>(field: string, allowed: readonly T[], standard: T): T {
    const value = this.entry[field];
    const found = allowed.find((candidate) => candidate === value);
    if (value !== undefined && found === undefined) {
      this.complain(field, value, `one of ${allowed.join(", ")}`, standard);
    }
    return found ?? standard;
  }

  private channels(standard: readonly AlertChannel[]): readonly AlertChannel[] {
    const value = this.entry["channels"];
    if (value === undefined) return standard;
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const known = ALERT_CHANNELS.filter((channel) => list.includes(channel));
    if (!Array.isArray(value) || known.length < new Set(list).size) {
      this.complain("channels", value, `a list of ${ALERT_CHANNELS.join(", ")}`, known);
    }
    return known;
  }

  private nameUnknown(kind: AlertKind): void {
    const known = [...COMMON, ...Object.keys(describeKind(kind).fields)];
    const unknown = Object.keys(this.entry).filter((field) => !known.includes(field));
    if (unknown.length > 0) {
      this.problems.push(`${this.place}: a rule of the kind ${kind} has no ${unknown.join(", ")}; it is ignored.`);
    }
  }

  private complain(field: string, value: unknown, wanted: string, used: unknown): void {
    const instead = used === undefined ? "leaving it out" : `using ${JSON.stringify(used)} instead`;
    this.problems.push(`${this.place}.${field}: ${describe(value)} is not ${wanted}; ${instead}.`);
  }

  private leaveOut(reason: string): undefined {
    this.problems.push(`${this.place}: ${reason}; the rule is left out.`);
    return undefined;
  }
}
