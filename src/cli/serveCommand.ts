import { join } from "node:path";
import { VARIABLES } from "../protocol/environment";
import { readArguments } from "./arguments";
import { DIST_FOLDER, EngineClient } from "./engineClient";

/** `serve`: holds an engine for the workspace until Ctrl-C and says how programs reach it. */
export async function serve(args: readonly string[]): Promise<number> {
  const read = readArguments(args, {});
  const client = await EngineClient.open(read.workspace, read.settings, "editor");
  await client.configure(read.settings);
  const { facts } = client;
  client.onDidWarn((message) => console.error(`optimizer-monitor: ${message}`));
  client.onDidAlert((line) => console.error(`optimizer-monitor: ${line}`));
  process.stdout.write(
    `Engine ${facts.version} (pid ${facts.pid}) serves ${facts.workspace}. Programs report to it with\n`,
  );
  process.stdout.write(`export ${VARIABLES.endpoint}=${quoted(facts.endpoint)}\n`);
  if (facts.token !== undefined) process.stdout.write(`export ${VARIABLES.token}=${facts.token}\n`);
  process.stdout.write(
    `export PYTHONPATH=${quoted(join(DIST_FOLDER, "clients", "python"))}\${PYTHONPATH:+:$PYTHONPATH}\n`,
  );
  process.stdout.write("Ctrl-C ends it.\n");
  const code = await new Promise<number>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(0));
    client.onDidLose(() => {
      console.error("optimizer-monitor: the engine ended.");
      resolve(1);
    });
  });
  await client.close();
  return code;
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}
