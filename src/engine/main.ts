import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { canonicalFolder } from "../base/addresses";
import { errorText } from "../base/log";
import { PRIVATE_FOLDER } from "../base/privateFiles";
import { readSettings } from "../protocol/settings";
import { Engine, historyFolderOf } from "./engine";
import { createFileLog } from "./fileLog";
import { VERSION } from "../base/version";

/**
 * The engine's process: `node engine.js --workspace DIR [--history-folder DIR] [--linger SECONDS]`. It detaches from
 * whoever started it; exit code 0 also when another engine already serves the folder, 1 when it could not start.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { workspace: { type: "string" }, "history-folder": { type: "string" }, linger: { type: "string" } },
  });
  const workspace = canonicalFolder(values.workspace ?? process.cwd());
  const chosen = values["history-folder"];
  const { settings } = readSettings((key) => (key === "history.folder" ? chosen : undefined));
  const folder = historyFolderOf({ workspace, settings });
  try {
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  } catch {
    // The history says so to whoever is connected: there is no log to say it in.
  }
  const log = createFileLog(join(folder, "engine.log"));
  const linger = Number(values.linger);
  try {
    const engine = await Engine.start({
      workspace,
      version: VERSION,
      settings,
      log,
      ...(Number.isFinite(linger) ? { lingerSeconds: linger } : {}),
    });
    if (engine === undefined) return log.info("another engine serves this folder");
    log.info(`engine ${VERSION} (pid ${process.pid}) serves ${workspace}`);
    engine.onDidLeave(() => process.exit(0));
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void engine.close());
    process.on("uncaughtException", (error) => log.error(`uncaught: ${error.stack ?? error.message}`));
    process.on("unhandledRejection", (error) => log.error(`unhandled: ${errorText(error)}`));
  } catch (error) {
    log.error(`the engine could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    throw error;
  }
}

// Whoever started it reads why it could not, and then no more of what it says there.
process.stderr.on("error", () => undefined);
main().catch((error: unknown) => {
  process.stderr.write(`${errorText(error)}\n`);
  process.exitCode = 1;
});
