import { formatCount, formatDuration } from "../base/format";
import { UserError } from "../base/userError";
import type { SessionSummary } from "../protocol/session";
import { readArguments } from "./arguments";
import { EngineClient } from "./engineClient";
import { safe, sessionReport, table, valueText } from "./sessionText";

const DEFAULT_LIMIT = 50;

/** `history list` and `history show ID`. */
export async function history(args: readonly string[]): Promise<number> {
  const read = readArguments(args, { json: { type: "boolean" }, limit: { type: "string" } });
  const [verb, id] = read.positionals;
  if (verb !== "list" && verb !== "show") throw new UserError("usage", "history takes list or show ID.");
  const client = await EngineClient.open(read.workspace, read.settings);
  try {
    if (verb === "list") await list(client, limitOf(read.flags["limit"]), read.flags["json"] === true);
    else await show(client, id, read.flags["json"] === true);
    return 0;
  } finally {
    await client.close();
  }
}

/** The id that a user means: itself, its unique beginning, or "latest". */
export async function resolveSession(client: EngineClient, id: string | undefined): Promise<string> {
  if (id === undefined) throw new UserError("usage", "Which session? Give its id, the beginning of it, or latest.");
  const { sessions } = await client.request("listSessions", { limit: id === "latest" ? 1 : Number.MAX_SAFE_INTEGER });
  if (id === "latest") {
    const [newest] = sessions;
    if (newest === undefined) throw new UserError("no-sessions", "The history of this workspace is empty.");
    return newest.id;
  }
  const found = sessions.filter((session) => session.id.startsWith(id));
  if (found.length === 1 && found[0] !== undefined) return found[0].id;
  if (found.length > 1)
    throw new UserError("ambiguous", `${found.length} sessions begin with "${id}"; give more of the id.`);
  throw new UserError("unknown-session", `There is no session "${id}"; optimizer-monitor history list shows them.`);
}

async function list(client: EngineClient, limit: number, json: boolean): Promise<void> {
  const { sessions, total } = await client.request("listSessions", { limit });
  if (json) {
    const details = [];
    for (const { id } of sessions) {
      const { session, runs } = await client.request("getSession", { sessionId: id });
      details.push({ ...session, runs });
    }
    process.stdout.write(`${JSON.stringify(details, null, 2)}\n`);
    return;
  }
  if (total === 0) {
    process.stdout.write("No sessions yet. Record one: optimizer-monitor run -- CMD ARGS…\n");
    return;
  }
  process.stdout.write(`${table(sessions.map(cells)).join("\n")}\n`);
  if (total > sessions.length) process.stdout.write(`  … ${total - sessions.length} more (--limit N)\n`);
}

async function show(client: EngineClient, id: string | undefined, json: boolean): Promise<void> {
  const detail = await client.request("getSession", { sessionId: await resolveSession(client, id) });
  if (json)
    process.stdout.write(
      `${JSON.stringify({ ...detail.session, runs: detail.runs, components: detail.components, notes: detail.notes }, null, 2)}\n`,
    );
  else process.stdout.write(sessionReport(detail, { color: process.stdout.isTTY === true }));
}

function cells(session: SessionSummary): readonly string[] {
  const when = new Date(session.startTime * 1000).toLocaleString("sv-SE");
  const duration = session.endTime === undefined ? "running" : formatDuration(session.endTime - session.startTime);
  return [
    session.id,
    when,
    session.status,
    duration,
    safe(session.label).slice(0, 40),
    session.algorithms.map(safe).join(", ").slice(0, 40),
    `${formatCount(session.iterationCount)} it`,
    session.best === undefined ? "" : `best ${valueText(session.best)}`,
  ];
}

function limitOf(flag: string | boolean | undefined): number {
  if (flag === undefined) return DEFAULT_LIMIT;
  const limit = Number(flag);
  if (!Number.isInteger(limit) || limit < 1) throw new UserError("usage", "--limit takes a whole number from 1.");
  return limit;
}
