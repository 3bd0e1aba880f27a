import { formatBytes, formatCount } from "../base/format";
import { UserError } from "../base/userError";
import { compact } from "../protocol/fields";
import type { PrunedSession, PruneReport, RetentionRules } from "../protocol/historyAdmin";
import { readArguments } from "./arguments";
import { EngineClient } from "./engineClient";
import { print, printJson } from "./output";
import { safe, table } from "./sessionText";

const MOST_LINES = 20;

/** `prune`: makes the history as small as the settings, or the flags, say. */
export async function prune(args: readonly string[]): Promise<number> {
  const read = readArguments(args, {
    "dry-run": { type: "boolean" },
    json: { type: "boolean" },
    days: { type: "string" },
    sessions: { type: "string" },
    megabytes: { type: "string" },
  });
  if (read.positionals.length > 0)
    throw new UserError("usage", "prune takes flags only; see optimizer-monitor --help.");
  const given = compact<RetentionRules>({
    days: limitOf("days", read.flags["days"]),
    sessions: limitOf("sessions", read.flags["sessions"]),
    megabytes: limitOf("megabytes", read.flags["megabytes"]),
  });
  const { retentionDays, retentionSessions, retentionMegabytes } = read.settings;
  // What is asked for by flags is all that is done.
  const rules =
    Object.keys(given).length > 0
      ? given
      : { days: retentionDays, sessions: retentionSessions, megabytes: retentionMegabytes };
  const client = await EngineClient.open(read.workspace, read.settings);
  try {
    const report = await client.request("pruneHistory", { dryRun: read.flags["dry-run"] === true, rules });
    if (read.flags["json"] === true) printJson(report);
    else print(`${reportText(report)}\n`);
    return 0;
  } finally {
    await client.close();
  }
}

function reportText({ isDryRun, removed, thinned, freedBytes, reasons }: PruneReport): string {
  if (removed.length + thinned.length === 0) return "Nothing to prune.";
  const [lose, go] = isDryRun ? ["would lose", "would go"] : ["lost", "went"];
  return [
    ...reasons,
    ...(thinned.length === 0 ? [] : [`${count(thinned)} ${lose} the full series:`, ...lines(thinned)]),
    ...(removed.length === 0 ? [] : [`${count(removed)} ${go}:`, ...lines(removed)]),
    `${isDryRun ? "About " : ""}${formatBytes(freedBytes)} ${isDryRun ? "would be freed; nothing was changed" : "freed"}.`,
  ].join("\n");
}

function lines(sessions: readonly PrunedSession[]): readonly string[] {
  const shown = sessions
    .slice(0, MOST_LINES)
    .map(({ id, label, startTime, bytes }) => [
      id,
      new Date(startTime * 1000).toLocaleString("sv-SE"),
      safe(label).slice(0, 40),
      formatBytes(bytes),
    ]);
  return [
    ...table(shown),
    ...(sessions.length > MOST_LINES ? [`  … and ${formatCount(sessions.length - MOST_LINES)} more`] : []),
  ];
}

function count(sessions: readonly PrunedSession[]): string {
  return `${formatCount(sessions.length)} session${sessions.length === 1 ? "" : "s"}`;
}

function limitOf(name: string, flag: string | boolean | undefined): number | undefined {
  if (flag === undefined) return undefined;
  const limit = Number(flag);
  const isWhole = name !== "sessions" || Number.isInteger(limit);
  if (typeof flag === "string" && flag.trim() !== "" && Number.isFinite(limit) && limit >= 0 && isWhole) return limit;
  throw new UserError("usage", `--${name} takes a number from 0, where 0 means no limit.`);
}
