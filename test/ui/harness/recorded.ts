import { execFileSync } from "node:child_process";
import { at } from "../../../scripts/setup/paths.mjs";
import type { SessionSummary } from "../../../src/protocol/session";

/** A run of an exported session, as far as tests of the editor look at it. */
interface RecordedRun {
  readonly algorithm: string;
  readonly iterations: readonly { readonly iteration: number }[];
}

/** How many iterations of a session are missing in its history, and how many are there more than once. */
export interface Loss {
  readonly lost: number;
  readonly doubled: number;
}

/** The sessions of a workspace that its history holds, the newest first, as the command line lists them. */
export function recordedSessions(workspace: string): readonly SessionSummary[] {
  return JSON.parse(ask(workspace, "history", "list", "--json")) as SessionSummary[];
}

/** Compares the recorded iterations of a session with those that each of its runs is known to have reported, from 1 to `iterations`. */
export function lossOf(workspace: string, sessionId: string, iterations: number): Loss {
  const { runs } = JSON.parse(ask(workspace, "export", sessionId)) as { readonly runs: readonly RecordedRun[] };
  const wanted = Array.from({ length: iterations }, (_, index) => index + 1);
  const numbers = runs.map((run) => run.iterations.map(({ iteration }) => iteration));
  const lost = numbers.flatMap((found) => wanted.filter((iteration) => !new Set(found).has(iteration)));
  const doubled = numbers.flatMap((found) => found.filter((iteration, index) => found.indexOf(iteration) !== index));
  return { lost: lost.length, doubled: doubled.length };
}

function ask(workspace: string, ...args: readonly string[]): string {
  const options = { cwd: workspace, encoding: "utf8", maxBuffer: 1 << 28 } as const;
  return execFileSync(process.execPath, [at("dist", "cli.js"), ...args], options);
}
