import { resolve } from "node:path";
import { formatBytes, formatCount } from "../base/format";
import { UserError } from "../base/userError";
import type { ImportReport } from "../protocol/historyAdmin";
import type { EngineClient } from "./engineClient";
import { resolveSession } from "./resolveSession";
import { safe } from "./sessionText";
import { watchWork } from "./watchWork";
import { complain, print, printJson } from "./output";

/** What a change is asked with. */
interface ChangeRequest {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
}

type Change = (client: EngineClient, request: ChangeRequest) => Promise<number>;

/** What `history` changes, by its word. Each gives the exit code. */
export const HISTORY_CHANGES: ReadonlyMap<string, Change> = new Map<string, Change>([
  ["note", note],
  ["rename", rename],
  ["tag", tag],
  ["pin", (client, request) => pin(client, request, true)],
  ["unpin", (client, request) => pin(client, request, false)],
  ["delete", remove],
  ["facts", facts],
  ["import", importPath],
  ["merge", merge],
]);

async function note(client: EngineClient, { words: [id, ...text] }: ChangeRequest): Promise<number> {
  if (text.length === 0) throw new UserError("usage", 'history note takes ID TEXT; an empty text ("") takes it away.');
  await client.request("setNote", { sessionId: await resolveSession(client, id), note: text.join(" ") });
  return 0;
}

async function rename(client: EngineClient, { words: [id, ...label] }: ChangeRequest): Promise<number> {
  if (label.length === 0) throw new UserError("usage", "history rename takes ID LABEL.");
  await client.request("renameSession", { sessionId: await resolveSession(client, id), label: label.join(" ") });
  return 0;
}

/** Adds tags, or takes them away with --remove. */
async function tag(client: EngineClient, { words: [id, ...tags], flags }: ChangeRequest): Promise<number> {
  if (tags.length === 0) throw new UserError("usage", "history tag takes ID TAG…; --remove takes tags away.");
  const sessionId = await resolveSession(client, id);
  const { session } = await client.request("getSession", { sessionId });
  const kept = session.tags.filter((known) => !tags.includes(known));
  await client.request("setTags", { sessionId, tags: flags["remove"] === true ? kept : [...kept, ...tags] });
  return 0;
}

async function pin(client: EngineClient, { words }: ChangeRequest, isPinned: boolean): Promise<number> {
  for (const sessionId of await resolveAll(client, words)) await client.request("setPinned", { sessionId, isPinned });
  return 0;
}

async function remove(client: EngineClient, { words, flags }: ChangeRequest): Promise<number> {
  const ids = await resolveAll(client, words);
  if (flags["yes"] !== true)
    throw new UserError("usage", `This deletes ${sessions(ids.length)} for good; say --yes if that is meant.`);
  for (const sessionId of ids) await client.request("deleteSession", { sessionId });
  print(`${sessions(ids.length)} deleted.\n`);
  return 0;
}

async function facts(client: EngineClient, { flags }: ChangeRequest): Promise<number> {
  const found = await client.request("historyFacts", {});
  if (flags["json"] === true) {
    printJson(found);
    return 0;
  }
  const names = (list: readonly string[]): string => (list.length === 0 ? "–" : list.map(safe).join(", "));
  const oldest = found.oldest === undefined ? "" : `, since ${new Date(found.oldest * 1000).toLocaleString("sv-SE")}`;
  print(
    `${[
      `  Folder      ${found.folder}`,
      `  Sessions    ${formatCount(found.sessions)} (${formatCount(found.pinned)} pinned)${oldest}`,
      `  Size        ${formatBytes(found.detailBytes)} of series, ${formatBytes(found.catalogBytes)} of summaries`,
      `  Problems    ${names(found.problems)}`,
      `  Algorithms  ${names(found.algorithms)}`,
      `  Tags        ${names(found.tags)}`,
    ].join("\n")}\n`,
  );
  return 0;
}

async function importPath(client: EngineClient, { words: [path], flags }: ChangeRequest): Promise<number> {
  if (path === undefined) throw new UserError("usage", "history import takes a file or a folder.");
  const params = { path: absolute(path) };
  return tell(await watchWork((watching) => client.requestWatched("importSessions", params, watching)), flags);
}

async function merge(client: EngineClient, { words: [folder], flags }: ChangeRequest): Promise<number> {
  if (folder === undefined) throw new UserError("usage", "history merge takes the folder of another workspace.");
  const params = { folder: absolute(folder) };
  return tell(await watchWork((watching) => client.requestWatched("mergeHistory", params, watching)), flags);
}

/** Nothing new is a success where nothing went wrong: it was there already. */
function tell(report: ImportReport, flags: ChangeRequest["flags"]): number {
  if (flags["json"] === true) printJson(report);
  else {
    const skipped = report.skipped === 0 ? "" : `, ${formatCount(report.skipped)} were there already`;
    print(`${sessions(report.sessions.length)} taken in${skipped}.\n`);
  }
  for (const problem of report.problems) complain(problem);
  return report.problems.length > 0 ? 1 : 0;
}

async function resolveAll(client: EngineClient, words: readonly string[]): Promise<readonly string[]> {
  if (words.length === 0)
    throw new UserError("usage", "Which sessions? Give their ids, the beginnings of them, or latest.");
  const ids = [];
  for (const word of words) ids.push(await resolveSession(client, word));
  return [...new Set(ids)];
}

function absolute(path: string): string {
  return resolve(process.cwd(), path);
}

function sessions(count: number): string {
  return `${formatCount(count)} session${count === 1 ? "" : "s"}`;
}
