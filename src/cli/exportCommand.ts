import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../base/userError";
import type { ExportFormat } from "../protocol/rpc";
import { readArguments } from "./arguments";
import { EngineClient } from "./engineClient";
import { resolveSession } from "./resolveSession";

/** `export ID|latest --format json|csv [--output PATH]`; JSON without a path goes to stdout. */
export async function exportCommand(args: readonly string[]): Promise<number> {
  const read = readArguments(args, { format: { type: "string" }, output: { type: "string" } });
  const format = formatOf(read.flags["format"]);
  const output = read.flags["output"];
  const client = await EngineClient.open(read.workspace, read.settings);
  try {
    const sessionId = await resolveSession(client, read.positionals[0]);
    if (typeof output !== "string" && format === "json") await print(client, sessionId);
    else {
      const path = resolve(typeof output === "string" ? output : `${sessionId}-csv`);
      const { files } = await client.request("exportSession", { sessionId, format, path });
      for (const file of files) process.stdout.write(`${file}\n`);
    }
    return 0;
  } finally {
    await client.close();
  }
}

function formatOf(flag: string | boolean | undefined): ExportFormat {
  if (flag === undefined || flag === "json") return "json";
  if (flag === "csv") return "csv";
  throw new UserError("usage", `--format takes json or csv, not "${String(flag)}".`);
}

async function print(client: EngineClient, sessionId: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "optimizer-monitor-export-"));
  try {
    const path = join(folder, "session.json");
    await client.request("exportSession", { sessionId, format: "json", path });
    process.stdout.write(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
