import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";
import { errorText } from "../base/log";
import { UserError } from "../base/userError";
import type { ExportReporter } from "../protocol/exportReporter";
import type { ReportSubject } from "../protocol/reportSubject";
import { REPORT_FORMATS, type ReportFormat } from "../protocol/rpc";
import { readArguments, type CommonArguments } from "./arguments";
import { DIST_FOLDER, EngineClient } from "./engineClient";
import { COMPARISON_FLAGS, comparisonOf } from "./comparisonFlags";
import { resolveSession } from "./resolveSession";
import { writtenText } from "./temporaryFile";
import { print } from "./output";

/** How many places a curve of a comparison has. */
const CURVE_POINTS = 400;

const EXTENSIONS: ReadonlyMap<string, ReportFormat> = new Map<string, ReportFormat>([
  [".md", "markdown"],
  [".markdown", "markdown"],
  [".txt", "text"],
]);

/**
 * `report ID|latest [--format F] [--output PATH]`; `report --from FILE` of a session that was exported, `report --compare [QUERY|ID…]` of a
 * comparison, `report --since 7d` of a period.
 */
export async function report(args: readonly string[]): Promise<number> {
  const text = { type: "string" } as const;
  const read = readArguments(args, {
    format: text,
    output: text,
    from: text,
    since: text,
    compare: { type: "boolean" },
    ...COMPARISON_FLAGS,
  });
  const { format: wanted, output, from } = read.flags;
  const path = typeof output === "string" ? resolve(output) : undefined;
  const format = formatOf(wanted, path);
  if (typeof from === "string") await reportExport(from, format, path);
  else await reportSession(read, format, path);
  if (path !== undefined) print(`${path}\n`);
  return 0;
}

/** What is asked for, else what the name of the file says; a file is a page by default, a terminal gets text. */
function formatOf(flag: string | boolean | undefined, path: string | undefined): ReportFormat {
  if (flag === undefined) return path === undefined ? "text" : (EXTENSIONS.get(extname(path).toLowerCase()) ?? "html");
  const format = REPORT_FORMATS.find((one) => one === flag);
  if (format === undefined) {
    throw new UserError("usage", `--format takes ${REPORT_FORMATS.join(", ")}, not "${String(flag)}".`);
  }
  return format;
}

async function reportSession(read: CommonArguments, format: ReportFormat, path: string | undefined): Promise<void> {
  const client = await EngineClient.open(read.workspace, read.settings);
  try {
    const subject = await subjectOf(client, read);
    if (path === undefined) await printReport(client, subject, format);
    else await client.request("createReport", { subject, format, path });
  } finally {
    await client.close();
  }
}

async function subjectOf(client: EngineClient, read: CommonArguments): Promise<ReportSubject> {
  const { since, compare } = read.flags;
  if (typeof since === "string") return { kind: "period", from: Date.now() / 1000 - secondsOf(since) };
  if (compare !== true) return { kind: "session", sessionId: await resolveSession(client, read.positionals[0]) };
  return { kind: "comparison", request: { ...(await comparisonOf(client, read)), points: CURVE_POINTS } };
}

/** `7d`, `12h`, `2w` in seconds. */
function secondsOf(since: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)([hdw])$/.exec(since) ?? [];
  const seconds = new Map([
    ["h", 3600],
    ["d", 86_400],
    ["w", 604_800],
  ]).get(unit);
  if (seconds === undefined)
    throw new UserError("usage", `--since takes a time such as 12h, 7d or 2w, not "${since}".`);
  return Number(count) * seconds;
}

async function printReport(client: EngineClient, subject: ReportSubject, format: ReportFormat): Promise<void> {
  print(await writtenText((path) => client.request("createReport", { subject, format, path })));
}

/** Needs neither an engine nor a workspace. */
async function reportExport(from: string, format: ReportFormat, path: string | undefined): Promise<void> {
  const { createReportFromExport } = createRequire(__filename)(join(DIST_FOLDER, "report.js")) as ExportReporter;
  const made = await createReportFromExport(readText(from), format, Date.now() / 1000);
  if (!made.ok) throw new UserError("not-an-export", `${from} is no exported session: ${made.reason}.`);
  if (path === undefined) print(made.value);
  else replaceFile(path, made.value);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError("not-readable", `${path} cannot be read: ${errorText(error)}.`);
  }
}

/** Whoever looks sees the old file or the new one. */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UserError("not-writable", `The report cannot be written to ${path}: ${errorText(error)}.`);
  }
}
