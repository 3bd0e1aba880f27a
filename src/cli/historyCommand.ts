import { formatCount, formatDuration } from "../base/format";
import { UserError } from "../base/userError";
import { parseHistoryQuery } from "../protocol/historyQuery";
import type { SessionFilter } from "../protocol/sessionFilter";
import type { SessionSummary } from "../protocol/session";
import { readArguments } from "./arguments";
import { EngineClient } from "./engineClient";
import { resolveSession } from "./resolveSession";
import { HISTORY_CHANGES } from "./historyChanges";
import { safe, sessionReport, table, valueText } from "./sessionText";
import { print, printJson } from "./output";

const DEFAULT_LIMIT = 50;

/** `history list [QUERY…]`, `history show ID` and what changes the history. */
export async function history(args: readonly string[]): Promise<number> {
  const read = readArguments(args, {
    json: { type: "boolean" },
    limit: { type: "string" },
    yes: { type: "boolean" },
    remove: { type: "boolean" },
  });
  const [verb = "", ...words] = read.positionals;
  const change = HISTORY_CHANGES.get(verb);
  if (verb !== "list" && verb !== "show" && change === undefined)
    throw new UserError("usage", `history takes list, show, ${[...HISTORY_CHANGES.keys()].join(", ")}.`);
  const filter = verb === "list" ? filterOf(words, read.flags["limit"]) : {};
  const client = await EngineClient.open(read.workspace, read.settings);
  try {
    if (change !== undefined) return await change(client, { words, flags: read.flags });
    if (verb === "list") await list(client, filter, read.flags["json"] === true);
    else await show(client, words[0], read.flags["json"] === true);
    return 0;
  } finally {
    await client.close();
  }
}

async function list(client: EngineClient, filter: SessionFilter, json: boolean): Promise<void> {
  const { sessions, total } = await client.request("listSessions", filter);
  if (json) {
    const details = [];
    for (const { id } of sessions) {
      const { session, runs } = await client.request("getSession", { sessionId: id });
      details.push({ ...session, runs });
    }
    printJson(details);
    return;
  }
  if (total === 0 && Object.keys(filter).length > 1) {
    print("No session fits.\n");
    return;
  }
  if (total === 0) {
    print("No sessions yet. Record one: optimizer-monitor run -- CMD ARGS…\n");
    return;
  }
  print(`${table(sessions.map(cells)).join("\n")}\n`);
  if (total > sessions.length) print(`  … ${total - sessions.length} more (--limit N)\n`);
}

async function show(client: EngineClient, id: string | undefined, json: boolean): Promise<void> {
  const detail = await client.request("getSession", { sessionId: await resolveSession(client, id) });
  if (json)
    printJson({
      ...detail.session,
      machine: detail.machine,
      runs: detail.runs,
      components: detail.components,
      notes: detail.notes,
    });
  else print(sessionReport(detail, { color: process.stdout.isTTY === true }));
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

function filterOf(words: readonly string[], limit: string | boolean | undefined): SessionFilter {
  const query = parseHistoryQuery(words.join(" "), Date.now() / 1000);
  if (!query.ok) throw new UserError("usage", query.reason);
  return { ...query.value, limit: limitOf(limit) };
}

function limitOf(flag: string | boolean | undefined): number {
  if (flag === undefined) return DEFAULT_LIMIT;
  const limit = Number(flag);
  if (!Number.isInteger(limit) || limit < 1) throw new UserError("usage", "--limit takes a whole number from 1.");
  return limit;
}
