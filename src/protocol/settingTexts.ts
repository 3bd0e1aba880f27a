// Settings and secrets as an environment and a command line give them: as texts.
import { compact } from "./fields";
import type { SettingRule } from "./settings";

/** The environment variable that overrides a setting: `OPTIMIZER_MONITOR_SAMPLING_INTERVAL_SECONDS`. */
export function settingVariable(key: string): string {
  const words = key.replace(/\./g, "_").replace(/([a-z])([A-Z])/g, "$1_$2");
  return `OPTIMIZER_MONITOR_${words.toUpperCase()}`;
}

/** The secrets of the alert channels in an environment, for where no editor keeps them. */
export function alertSecretsOf(env: Readonly<Record<string, string | undefined>>): {
  readonly webhookSecret?: string;
  readonly smtpPassword?: string;
} {
  return compact({
    webhookSecret: env[settingVariable("alerts.webhook.secret")],
    smtpPassword: env[settingVariable("alerts.smtp.password")],
  });
}

/** The headers for the OpenTelemetry collector in an environment, for where no editor keeps them. */
export function otlpHeadersOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env[settingVariable("otlp.headers")];
}

/** Turns the text of a flag or an environment variable into the raw value of a setting; wrong texts stay texts and are named later. */
export function settingFromText(rule: SettingRule, text: string): unknown {
  switch (rule.kind) {
    case "boolean":
      return text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : text;
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
    case "list":
      return text === "" ? [] : text.split(",").map((part) => part.trim());
    case "matchers":
    case "rules":
      return parseJson(text);
    default:
      return text;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
