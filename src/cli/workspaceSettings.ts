import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, type ParseError } from "jsonc-parser";
import { isObject } from "../protocol/fields";
import {
  readSettings,
  SETTING_RULES,
  SETTINGS_PREFIX,
  type SettingRule,
  type SettingsReading,
} from "../protocol/settings";
import { settingFromText, settingVariable } from "../protocol/settingTexts";

/** The settings for a workspace folder: flags win over `OPTIMIZER_MONITOR_*` variables, these over `.vscode/settings.json`. */
export function readWorkspaceSettings(
  workspace: string,
  env: NodeJS.ProcessEnv,
  flags: ReadonlyMap<string, string> = new Map(),
): SettingsReading {
  const file = readSettingsFile(join(workspace, ".vscode", "settings.json"));
  const rules = new Map(Object.values<SettingRule>(SETTING_RULES).map((rule) => [rule.key, rule]));
  const reading = readSettings((key) => {
    const rule = rules.get(key);
    const text = flags.get(key) ?? env[settingVariable(key)];
    if (rule !== undefined && text !== undefined) return settingFromText(rule, text);
    return rule?.isMachine === true ? undefined : file.values[`${SETTINGS_PREFIX}.${key}`];
  });
  return { settings: reading.settings, problems: [...file.problems, ...misplaced(file.values), ...reading.problems] };
}

/** A folder that somebody else has made must not open a port here, nor choose where data is sent. */
function misplaced(values: Readonly<Record<string, unknown>>): readonly string[] {
  const rules = Object.values<SettingRule>(SETTING_RULES);
  const found = rules.filter(({ key, isMachine }) => isMachine === true && `${SETTINGS_PREFIX}.${key}` in values);
  return found.map(
    ({ key }) =>
      `${SETTINGS_PREFIX}.${key} is not read from a workspace's settings; use ${settingVariable(key)} or a flag instead.`,
  );
}

function readSettingsFile(path: string): { values: Readonly<Record<string, unknown>>; problems: readonly string[] } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return { values: {}, problems: [] };
  }
  const errors: ParseError[] = [];
  const values: unknown = parse(text, errors, { allowTrailingComma: true });
  if (!isObject(values)) return { values: {}, problems: [`${path} is not a JSON object; default settings are used.`] };
  return {
    values,
    problems: errors.length === 0 ? [] : [`${path} has syntax errors; settings after them may be missing.`],
  };
}
