import { DEFAULT_ALERT_RULES, readAlertRules } from "./alertRules";
import type { AlertRule } from "./alerts";
import type { JsonObject } from "./fields";

const ORDER = ["kind", "name", "metric", "enabled", "severity", "forSeconds", "channels"] as const;

/**
 * Rules as entries of the setting, each as short as it can be: what a reader would fill in is left out, and built-in rules that
 * are as they come have no entry. Reading the entries gives the rules again.
 */
export function alertRuleEntries(rules: readonly AlertRule[]): readonly JsonObject[] {
  return rules.flatMap((rule) => {
    const standard = DEFAULT_ALERT_RULES.find(({ name }) => name === rule.name);
    if (standard !== undefined && isSame(rule, standard)) return [];
    return [entryOf(rule)];
  });
}

/** The rule as it comes, where it is a built-in one. */
export function defaultOf(rule: AlertRule): AlertRule | undefined {
  return DEFAULT_ALERT_RULES.find(({ name }) => name === rule.name);
}

function entryOf(rule: AlertRule): JsonObject {
  const necessary: Record<string, unknown> = {
    kind: rule.kind,
    ...(rule.name === rule.kind ? {} : { name: rule.name }),
    ...(rule.metric === undefined ? {} : { metric: rule.metric }),
    ...(rule.above === undefined ? {} : { above: rule.above }),
    ...(rule.below === undefined ? {} : { below: rule.below }),
  };
  // The channels follow the severity where nobody names them, so the severity comes first.
  for (const field of [...ORDER, ...Object.keys(rule)]) {
    const value = (rule as unknown as JsonObject)[field];
    if (field in necessary || value === undefined) continue;
    if (JSON.stringify(readBack(necessary)[field]) !== JSON.stringify(value)) necessary[field] = value;
  }
  return necessary;
}

function readBack(entry: JsonObject): JsonObject {
  const name = entry["name"] ?? entry["kind"];
  return (readAlertRules("", [entry]).rules.find((rule) => rule.name === name) ?? {}) as unknown as JsonObject;
}

function isSame(a: AlertRule, b: AlertRule): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof AlertRule>;
  return [...keys].every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
}
