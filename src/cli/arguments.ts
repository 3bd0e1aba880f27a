import { parseArgs, type ParseArgsConfig } from "node:util";
import { canonicalFolder } from "../base/addresses";
import { statIfThere } from "../base/fileLook";
import { errorText } from "../base/log";
import { UserError } from "../base/userError";
import { SETTING_RULES, type Settings, type SettingRule } from "../protocol/settings";
import { readWorkspaceSettings } from "./workspaceSettings";
import { complain } from "./output";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What every command understands, beside its own flags. */
export interface CommonArguments {
  readonly workspace: string;
  readonly settings: Settings;
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** Reads a command's flags; every setting is a flag too (`--sampling-interval-seconds 0.5`). Wrong values are named on stderr. */
export function readArguments(args: readonly string[], own: Options): CommonArguments {
  const settingFlags = new Map(Object.values<SettingRule>(SETTING_RULES).map(({ key }) => [flagOf(key), key]));
  const options: Options = { workspace: { type: "string" }, ...own };
  for (const flag of settingFlags.keys()) options[flag] = { type: "string" };
  const { values, positionals } = parse(args, options);
  const chosen = new Map<string, string>();
  for (const [flag, key] of settingFlags) {
    const value = values[flag];
    if (typeof value === "string") chosen.set(key, value);
  }
  const workspace = workspaceOf(values["workspace"]);
  const { settings, problems } = readWorkspaceSettings(workspace, process.env, chosen);
  for (const problem of problems) complain(problem);
  return { workspace, settings, flags: values, positionals };
}

function parse(
  args: readonly string[],
  options: Options,
): { values: Record<string, string | boolean | undefined>; positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    throw new UserError("usage", `${errorText(error)} See optimizer-monitor --help.`);
  }
}

function workspaceOf(value: string | boolean | undefined): string {
  const folder = canonicalFolder(typeof value === "string" ? value : process.cwd());
  if (statIfThere(folder)?.isDirectory() !== true) {
    throw new UserError("usage", `There is no folder ${folder}; --workspace must name one.`);
  }
  return folder;
}

function flagOf(key: string): string {
  return key
    .replace(/\./g, "-")
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase();
}
