import * as vscode from "vscode";
import { isObject } from "../../protocol/fields";
import { ALERT_KINDS } from "../../protocol/alerts";
import { SETTING_RULES, SETTINGS_PREFIX } from "../../protocol/settings";

/** Switches a rule off in the folder's settings, where it can be seen and taken back. */
export async function switchOff(folder: vscode.Uri, rule: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_PREFIX, folder);
  const { key } = SETTING_RULES.alertRules;
  const raw = configuration.get<unknown>(key);
  const entries: readonly unknown[] = Array.isArray(raw) ? raw : [];
  await writeAlertRules(folder, withRuleOff(entries, rule));
}

/** Writes the entries of the setting where it already is, else into the workspace. */
export async function writeAlertRules(folder: vscode.Uri, entries: readonly unknown[]): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_PREFIX, folder);
  const { key } = SETTING_RULES.alertRules;
  await configuration.update(key, entries, targetOf(configuration.inspect(key)));
}

/** The entries of the setting with a rule switched off; the others stay as they are written. */
export function withRuleOff(entries: readonly unknown[], rule: string): readonly unknown[] {
  const isIts = (entry: unknown): boolean => isObject(entry) && (entry["name"] ?? entry["kind"]) === rule;
  if (!entries.some(isIts))
    return Object.hasOwn(ALERT_KINDS, rule) ? [...entries, { kind: rule, enabled: false }] : entries;
  return entries.map((entry) => (isIts(entry) && isObject(entry) ? { ...entry, enabled: false } : entry));
}

/** Where the setting already is, else the workspace. */
function targetOf(found: ReturnType<vscode.WorkspaceConfiguration["inspect"]>): vscode.ConfigurationTarget {
  if (found?.workspaceFolderValue !== undefined) return vscode.ConfigurationTarget.WorkspaceFolder;
  if (found?.workspaceValue !== undefined || found?.globalValue === undefined) {
    return vscode.ConfigurationTarget.Workspace;
  }
  return vscode.ConfigurationTarget.Global;
}
