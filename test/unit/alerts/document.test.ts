// docs/alerts.md says what the code does.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MAX_WAITING } from "../../../src/alerts/delivery/outbox";
import { readAlertRules } from "../../../src/protocol/alertRules";
import { ALERT_KINDS, type AlertKindDescription } from "../../../src/protocol/alerts";
import { SETTING_RULES, type SettingRule } from "../../../src/protocol/settings";
import { settingVariable } from "../../../src/protocol/settingTexts";

const text = readFileSync(join(import.meta.dirname, "../../../docs/alerts.md"), "utf8");
const rows = [...text.matchAll(/^\| `([a-z-]+)` \| (info|notice|problem) \| ([^|]*) \| ([^|]*) \|/gm)];

describe("the page about alerts", () => {
  it("has every kind with its severity and its numbers", () => {
    expect(rows.map(([, kind]) => kind)).toEqual(Object.keys(ALERT_KINDS));
    for (const [, kind = "", severity, words, fields = ""] of rows) {
      const known: AlertKindDescription | undefined = ALERT_KINDS[kind as keyof typeof ALERT_KINDS];
      expect(severity, kind).toBe(known?.severity);
      if (known.forSeconds > 0) expect(words).toContain(`for ${known.forSeconds} s`);
      for (const [name, field] of Object.entries(known?.fields ?? {})) {
        expect(fields, kind).toContain(`\`${name}\``);
        if (field.default !== undefined) expect(fields, kind).toContain(`(${field.default})`);
      }
    }
  });

  it("shows rules that are right", () => {
    const [, list] = /"optimizerMonitor\.alerts\.rules": (\[[\s\S]*?\n {4}\])/.exec(text) ?? [];
    const { rules, problems } = readAlertRules("alerts", JSON.parse(list ?? "null"));
    expect(problems).toEqual([]);
    expect(rules.length).toBeGreaterThan(14);
  });

  it("names the settings of the channels and their variables", () => {
    for (const { key, isMachine } of Object.values<SettingRule>(SETTING_RULES)) {
      if (isMachine === true && key.startsWith("alerts."))
        expect(text).toContain(`| \`${key}\` | \`${settingVariable(key)}\` |`);
    }
    expect(text).toContain(`At most ${MAX_WAITING} wait.`);
  });
});
