import { join } from "node:path";
import { UserError } from "../base/userError";
import { VARIABLES } from "../protocol/environment";
import { apiConfiguration } from "../protocol/api";
import type { EngineFacts } from "../protocol/rpc";
import { SETTING_RULES, type Settings } from "../protocol/settings";
import { settingFromText, settingVariable } from "../protocol/settingTexts";
import { readArguments, type CommonArguments } from "./arguments";
import { DIST_FOLDER, EngineClient } from "./engineClient";
import { complain, print } from "./output";

/** `serve`: holds an engine for the workspace until Ctrl-C and says how programs reach it. */
export async function serve(args: readonly string[]): Promise<number> {
  const read = readArguments(args, { port: { type: "string" } });
  const settings = apiSettings(read);
  const client = await EngineClient.open(read.workspace, settings, "editor");
  try {
    await client.configure(settings);
    client.onDidWarn((message) => complain(message));
    client.onDidAlert((line) => complain(line));
    tellProgramsHow(client.facts);
    await serveApi(client, settings);
    // Whoever reads that Ctrl-C ends it may press it at once.
    const end = untilEnd(client);
    print("Ctrl-C ends it.\n");
    return await end;
  } finally {
    await client.close();
  }
}

function tellProgramsHow(facts: EngineFacts): void {
  print(`Engine ${facts.version} (pid ${facts.pid}) serves ${facts.workspace}. Programs report to it with\n`);
  print(`export ${VARIABLES.endpoint}=${quoted(facts.endpoint)}\n`);
  if (facts.token !== undefined) print(`export ${VARIABLES.token}=${facts.token}\n`);
  print(`export PYTHONPATH=${quoted(join(DIST_FOLDER, "clients", "python"))}\${PYTHONPATH:+:$PYTHONPATH}\n`);
}

function untilEnd(client: EngineClient): Promise<number> {
  return new Promise<number>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(0));
    client.onDidLose(() => {
      complain("the engine ended.");
      resolve(1);
    });
  });
}

/** Naming a port is asking for the API, unless somebody says in so many words that it is off. */
function apiSettings({ settings, flags }: CommonArguments): Settings {
  const [enabled, port] = [SETTING_RULES.apiEnabled, SETTING_RULES.apiPort];
  const given = flags["port"] ?? flags["api-port"] ?? process.env[settingVariable(port.key)];
  if (
    given === undefined ||
    flags["api-enabled"] === "false" ||
    process.env[settingVariable(enabled.key)] === "false"
  ) {
    return settings;
  }
  const { port: text } = flags;
  if (typeof text !== "string") return { ...settings, apiEnabled: true };
  const number = settingFromText(port, text);
  if (typeof number !== "number" || !Number.isInteger(number) || number < 0 || number > port.maximum) {
    throw new UserError("usage", `--port must be a whole number from 0 to ${port.maximum}, not ${text}.`);
  }
  return { ...settings, apiEnabled: true, apiPort: number };
}

async function serveApi(client: EngineClient, settings: Settings): Promise<void> {
  if (!settings.apiEnabled) return;
  const token = process.env[VARIABLES.apiToken];
  const status = await client.request("configureApi", apiConfiguration(settings, token === "" ? undefined : token));
  if (status.problem !== undefined) complain(status.problem);
  if (status.url === undefined) throw new UserError("api-off", "The API that was asked for could not be turned on.");
  print(`The API answers at ${status.url}/api/v1. Programs ask it with\n`);
  print(`export ${VARIABLES.apiUrl}=${status.url}\n`);
  // The token itself would stay in the terminal's memory, and in logs.
  if (status.tokenFile !== undefined) {
    print(`export ${VARIABLES.apiToken}="$(cat ${quoted(status.tokenFile)})"\n`);
  }
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}
