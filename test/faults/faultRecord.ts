import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** What was seen of one fault: how often it was really brought about, and what came of what had been recorded. */
export interface FaultRecord {
  /** What goes wrong, as a row of the table names it: "engine killed with SIGKILL at a random moment". */
  readonly fault: string;
  /** What a user may rely on then. */
  readonly promise: string;
  /** How many times it was brought about in this run. */
  readonly tried: number;
  /** How many iterations or sessions were missing afterwards, where the test counts them; else it compares all there is. */
  readonly lost?: number;
  /** How many were there more than once, where the test counts them. */
  readonly doubled?: number;
}

const FOLDER = resolve(import.meta.dirname, "../../test-results/reliability");

/** How many times a fault with a random moment is tried: few in `npm test`, many where `OPTIMIZER_MONITOR_ROUNDS` says so. */
export function rounds(few: number): number {
  const wanted = Number(process.env["OPTIMIZER_MONITOR_ROUNDS"]);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : few;
}

/** Keeps what was seen for the table of docs/reliability.md (`npm run reliability`). Call it once the test's expectations held. */
export function recordFault(record: FaultRecord): void {
  mkdirSync(FOLDER, { recursive: true });
  const name = record.fault.replaceAll(/[^A-Za-z0-9]+/g, "-").toLowerCase();
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(record, undefined, 2)}\n`);
}
