// What the manifest lets one write as a rule is what the code reads as one.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { readAlertRules } from "../../../src/protocol/alertRules";
import { ALERT_CHANNELS, ALERT_KINDS, ALERT_SEVERITIES, type AlertKindDescription } from "../../../src/protocol/alerts";

interface Field {
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly markdownDescription?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: { readonly enum: readonly string[] };
}

const root = join(import.meta.dirname, "..", "..", "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  contributes: { configuration: { properties: Record<string, { items: { properties: Record<string, Field> } }> } };
};
const schema = manifest.contributes.configuration.properties["optimizerMonitor.alerts.rules"];
const fields = schema?.items.properties ?? {};
const isValid = new Ajv2020({ strict: false }).compile(schema ?? {});
const kinds = Object.entries<AlertKindDescription>(ALERT_KINDS);

describe("the schema of alert rules", () => {
  it("knows the kinds, severities and channels of the code", () => {
    expect(fields["kind"]?.enum).toEqual(kinds.map(([kind]) => kind));
    expect(fields["severity"]?.enum).toEqual(ALERT_SEVERITIES);
    expect(fields["channels"]?.items?.enum).toEqual(ALERT_CHANNELS);
  });

  it("describes every field and value", () => {
    for (const [name, field] of Object.entries(fields)) {
      expect(field.markdownDescription, name).toMatch(/^%setting\.alerts\.rules\./);
      if (field.enum !== undefined) expect(field.markdownEnumDescriptions).toHaveLength(field.enum.length);
    }
  });

  it("has every number of every kind, as wide as the widest of them", () => {
    const numbers = kinds.flatMap(([, { fields: own }]) => Object.entries(own));
    const known = new Set([...numbers.map(([name]) => name), "forSeconds"]);
    const common = ["kind", "name", "enabled", "severity", "channels", "metric"];
    expect(
      Object.keys(fields)
        .filter((name) => !common.includes(name))
        .sort(),
    ).toEqual([...known].sort());
    for (const [name, { minimum, maximum }] of numbers) {
      expect(fields[name]?.minimum ?? -Number.MAX_VALUE, name).toBeLessThanOrEqual(minimum);
      expect(fields[name]?.maximum ?? Number.MAX_VALUE, name).toBeGreaterThanOrEqual(maximum);
    }
  });

  it.each([
    [{ kind: "run-failed", enabled: false }, true],
    [{ kind: "stagnation", name: "slow", iterations: 20, severity: "problem", channels: ["webhook"] }, true],
    [{ kind: "threshold", name: "hot", metric: "system_cpu_percent", above: 90, clear: 80, forSeconds: 5 }, true],
    [{ kind: "threshold", name: "hot", metric: "system_cpu_percent" }, false],
    [{ kind: "threshold", name: "hot", metric: "system_cpu_percent", above: 9, below: 3 }, false],
    [{ kind: "threshold", metric: "system_cpu_percent", above: 9 }, false],
    [{ kind: "magic" }, false],
    [{ name: "x" }, false],
  ])("judges %j as the code does", (rule, good) => {
    expect(isValid([rule])).toBe(good);
    expect(readAlertRules("alerts", [rule]).problems.length === 0).toBe(good);
  });
});
