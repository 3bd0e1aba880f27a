import { resolve } from "node:path";
import { UserError } from "../base/userError";
import { parseHistoryQuery } from "../protocol/historyQuery";
import { EXPORT_FORMATS, type ExportFormat } from "../protocol/rpc";
import { readArguments } from "./arguments";
import { EngineClient } from "./engineClient";
import { resolveSession } from "./resolveSession";
import { watchWork } from "./watchWork";
import { writtenText } from "./temporaryFile";
import { print, printJsonText } from "./output";

/** Where an export goes that names no place; JSON of one session goes to stdout. */
const ENDINGS: Readonly<Record<ExportFormat, string>> = {
  json: "-json",
  csv: "-csv",
  sqlite: ".db",
  iohprofiler: "-iohprofiler",
  coco: "-coco",
  tensorboard: "-tensorboard",
  charts: "-charts",
};

/** `export ID…|latest|--query QUERY --format FORMAT [--output PATH]`; JSON of one session without a path goes to stdout. */
export async function exportCommand(args: readonly string[]): Promise<number> {
  const read = readArguments(args, {
    format: { type: "string" },
    output: { type: "string" },
    query: { type: "string" },
  });
  const format = formatOf(read.flags["format"]);
  const output = read.flags["output"];
  const client = await EngineClient.open(read.workspace, read.settings);
  try {
    const [sessionId, ...others] = await chosenSessions(client, read.positionals, read.flags["query"]);
    if (typeof output !== "string" && format === "json" && others.length === 0) await printExport(client, sessionId);
    else {
      const path = resolve(typeof output === "string" ? output : `${sessionId}${ENDINGS[format]}`);
      const which = others.length === 0 ? { sessionId } : { sessionIds: [sessionId, ...others] };
      const { files } = await watchWork((watching) =>
        client.requestWatched("exportSession", { ...which, format, path }, watching),
      );
      for (const file of files) print(`${file}\n`);
    }
    return 0;
  } finally {
    await client.close();
  }
}

function formatOf(flag: string | boolean | undefined): ExportFormat {
  if (flag === undefined) return "json";
  const format = EXPORT_FORMATS.find((known) => known === flag);
  if (format !== undefined) return format;
  throw new UserError("usage", `--format takes one of ${EXPORT_FORMATS.join(", ")}, not "${String(flag)}".`);
}

async function chosenSessions(
  client: EngineClient,
  ids: readonly string[],
  query: string | boolean | undefined,
): Promise<[string, ...string[]]> {
  if (typeof query !== "string") return resolveSessions(client, ids);
  if (ids.length > 0) throw new UserError("usage", "Name sessions or give --query, not both.");
  const filter = parseHistoryQuery(query, Date.now() / 1000);
  if (!filter.ok) throw new UserError("usage", filter.reason);
  const { sessions } = await client.request("listSessions", { limit: Number.MAX_SAFE_INTEGER, ...filter.value });
  const [first, ...others] = sessions.map(({ id }) => id);
  if (first === undefined) throw new UserError("no-sessions", `No session matches "${query}".`);
  return [first, ...others];
}

async function resolveSessions(client: EngineClient, ids: readonly string[]): Promise<[string, ...string[]]> {
  const first = await resolveSession(client, ids[0]);
  const others: string[] = [];
  for (const id of ids.slice(1)) others.push(await resolveSession(client, id));
  return [first, ...others.filter((id) => id !== first)];
}

async function printExport(client: EngineClient, sessionId: string): Promise<void> {
  const text = await writtenText((path) => client.request("exportSession", { sessionId, format: "json", path }));
  printJsonText(text);
}
