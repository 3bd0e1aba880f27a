import { describe, expect, it } from "vitest";
import { apiConfiguration } from "../../../src/protocol/api";
import { DEFAULT_SETTINGS, SETTING_RULES, type SettingRule } from "../../../src/protocol/settings";
import { alertSecretsOf, otlpHeadersOf, settingFromText, settingVariable } from "../../../src/protocol/settingTexts";

describe("a setting's variable", () => {
  it("is its key in capitals, word by word", () => {
    expect(settingVariable("launches")).toBe("OPTIMIZER_MONITOR_LAUNCHES");
    expect(settingVariable("sampling.intervalSeconds")).toBe("OPTIMIZER_MONITOR_SAMPLING_INTERVAL_SECONDS");
    expect(settingVariable("report.onSessionEnd")).toBe("OPTIMIZER_MONITOR_REPORT_ON_SESSION_END");
  });

  it("may hold the secrets and the headers that an editor would keep", () => {
    const env = {
      OPTIMIZER_MONITOR_ALERTS_WEBHOOK_SECRET: "a",
      OPTIMIZER_MONITOR_ALERTS_SMTP_PASSWORD: "b",
      OPTIMIZER_MONITOR_OTLP_HEADERS: "c=d",
    };
    expect(alertSecretsOf(env)).toEqual({ webhookSecret: "a", smtpPassword: "b" });
    expect(alertSecretsOf({})).toEqual({});
    expect([otlpHeadersOf(env), otlpHeadersOf({})]).toEqual(["c=d", undefined]);
  });
});

describe("the text of a setting", () => {
  it.each<readonly [keyof typeof SETTING_RULES, string, unknown]>([
    ["readOutput", "true", true],
    ["readOutput", "1", true],
    ["readOutput", "false", false],
    ["readOutput", "0", false],
    ["readOutput", "yes", "yes"],
    ["apiPort", "8080", 8080],
    ["apiPort", "1e3", 1000],
    ["apiPort", " ", " "],
    ["apiPort", "many", "many"],
    ["apiPort", "Infinity", "Infinity"],
    ["include", "", []],
    ["include", "a*, b", ["a*", "b"]],
    ["logMatchers", '[{"name":"a"}]', [{ name: "a" }]],
    ["alertRules", "[]", []],
    ["alertRules", "[", "["],
    ["launches", "all", "all"],
    ["historyFolder", "a,b", "a,b"],
  ])("%s=%s is what it means, or else stays a text that is named later", (name, text, value) => {
    const rule: SettingRule = SETTING_RULES[name];
    expect(settingFromText(rule, text)).toEqual(value);
  });
});

describe("the settings of the API", () => {
  it("are told the engine with the token where there is one", () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      apiEnabled: true,
      apiPort: 80.5,
      apiAllowedHosts: ["a"],
      apiAllowedOrigins: ["b"],
    };
    const told = { enabled: true, port: 80, host: "127.0.0.1", allowedHosts: ["a"], allowedOrigins: ["b"] };
    expect(apiConfiguration(settings)).toEqual(told);
    expect(apiConfiguration(settings, "t")).toEqual({ ...told, token: "t" });
  });
});
