import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { exported, type Exported } from "../../integration/engine/helpers";
import { PYTHON, type Workbench } from "../../integration/engine/workbench";
import { EXAMPLES, readResult, type ReportedRun } from "../../integration/examples/program";

/** An example as its fast task starts it. */
export interface ExampleProgram {
  readonly name: string;
  readonly command: readonly string[];
  readonly exitCode: number;
}

/** Results go into the test's own workspace, not among the examples. */
const OUTPUT = ["--output", "results"];

const python = (file: string, { exitCode = 0, library = "" } = {}): readonly ExampleProgram[] => {
  if (library !== "" && !existsSync(join("/usr/lib/python3/dist-packages", library))) return [];
  const command = [PYTHON, join(EXAMPLES, file), "--fast", ...OUTPUT];
  return [{ name: file, command, exitCode }];
};

// The examples run in a workspace of the test's own, where the loader of TypeScript would not be found by its name.
const TSX = pathToFileURL(join(EXAMPLES, "..", "node_modules", "tsx", "dist", "loader.mjs")).href;

/** Every example that reports through a client and tells in its last line what it reported. */
export const EXAMPLE_PROGRAMS: readonly ExampleProgram[] = [
  ...python("portfolio/portfolio.py"),
  {
    name: "portfolio/portfolio.ts",
    command: [process.execPath, "--import", TSX, join(EXAMPLES, "portfolio", "portfolio.ts"), "--fast", ...OUTPUT],
    exitCode: 0,
  },
  ...python("tour/tour.py"),
  ...python("libraries/frontier.py", { library: "deap" }),
  ...python("libraries/tuning.py", { library: "optuna" }),
  ...python("failing/failing.py", { exitCode: 1 }),
  ...python("quiet/quiet.py"),
  ...python("stopped/stopped.py"),
];

type Kept = Exported["runs"][number];

/** What became of the iterations that a program says it reported. */
export interface Tally {
  /** Missing, though they were acknowledged or the client had an engine to hand them to. */
  readonly lost: number;
  readonly doubled: number;
  /** The last ones of a run whose process ended while there was no engine: nobody had acknowledged them. */
  readonly unacknowledged: number;
}

/** How what was recorded is to be judged. */
export interface Terms {
  readonly program: ExampleProgram;
  readonly stdout: string;
  /** The iterations that journals held when the engine was killed, by the run's algorithm. */
  readonly journaled: ReadonlyMap<string, ReadonlySet<number>>;
  /** Whether the engine was away for longer than a client waits at its end. */
  readonly wasLongAway: boolean;
}

/** Compares the one session of a workspace with what the program says in its last line that it reported. */
export async function tally(bench: Workbench, terms: Terms): Promise<Tally> {
  const { program, stdout, journaled, wasLongAway } = terms;
  const session = await exported(bench);
  expect(session.session).toMatchObject({ exitCode: program.exitCode });
  expect(session.dropped).toBe(0);
  const sum = { lost: 0, doubled: 0, unacknowledged: 0 };
  for (const run of readResult(stdout).runs) {
    const kept = session.runs.filter(({ algorithm }) => algorithm === run.algorithm);
    expect(kept.length, run.algorithm).toBeLessThanOrEqual(1);
    const found = judge(kept[0], run, journaled.get(run.algorithm) ?? new Set());
    sum.doubled += found.doubled;
    sum.lost += found.lost + (wasLongAway ? 0 : found.tail);
    sum.unacknowledged += wasLongAway ? found.tail : 0;
  }
  return sum;
}

function judge(
  kept: Kept | undefined,
  run: ReportedRun,
  journaled: ReadonlySet<number>,
): { lost: number; doubled: number; tail: number } {
  const all = kept?.iterations.map(({ iteration }) => iteration) ?? [];
  const each = new Set(all);
  const missing = run.iterations - each.size;
  const acknowledged = [...journaled].filter((iteration) => !each.has(iteration)).length;
  if (missing === 0) expectSame(kept, run);
  // What a client could not hand over is the end of what it had to tell, never something in between.
  const gaps = each.size === 0 ? 0 : Math.max(...each) - Math.min(...each) + 1 - each.size;
  return { lost: acknowledged + gaps, doubled: all.length - each.size, tail: missing - gaps };
}

function expectSame(kept: Kept | undefined, run: ReportedRun): void {
  expect(kept?.evaluations).toBe(run.evaluations);
  // Where there are several objectives, the program's own figure is no best objective.
  if (kept?.best !== undefined) expect(kept.best).toBe(run.best);
}
