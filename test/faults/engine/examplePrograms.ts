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

const python = (file: string, exitCode = 0, library?: string): readonly ExampleProgram[] => {
  const isThere = library === undefined || existsSync(join("/usr/lib/python3/dist-packages", library));
  return isThere ? [{ name: file, command: [PYTHON, join(EXAMPLES, file), "--fast"], exitCode }] : [];
};

// The examples run in a workspace of the test's own, where the loader of TypeScript would not be found by its name.
const TSX = pathToFileURL(join(EXAMPLES, "..", "node_modules", "tsx", "dist", "loader.mjs")).href;

/** Every example that reports through a client and tells in its last line what it reported. */
export const EXAMPLE_PROGRAMS: readonly ExampleProgram[] = [
  ...python("portfolio/portfolio.py"),
  {
    name: "portfolio/portfolio.ts",
    command: [process.execPath, "--import", TSX, join(EXAMPLES, "portfolio", "portfolio.ts"), "--fast"],
    exitCode: 0,
  },
  ...python("tour/tour.py"),
  ...python("libraries/frontier.py", 0, "deap"),
  ...python("libraries/tuning.py", 0, "optuna"),
  ...python("failing/failing.py", 1),
  ...python("quiet/quiet.py"),
  ...python("stopped/stopped.py"),
];

/** What came of what a program counted itself. */
export interface Tally {
  readonly lost: number;
  readonly doubled: number;
}

/** Compares the one session of a workspace with what the program says in its last line that it reported. */
export async function tally(bench: Workbench, program: ExampleProgram, stdout: string): Promise<Tally> {
  const { runs } = readResult(stdout);
  const session = await exported(bench);
  expect(session.session).toMatchObject({ exitCode: program.exitCode, runCount: runs.length });
  expect(session.dropped).toBe(0);
  const byName = (left: { algorithm: string }, right: { algorithm: string }): number =>
    left.algorithm.localeCompare(right.algorithm);
  const found = [...session.runs].sort(byName);
  let lost = 0;
  let doubled = 0;
  for (const [index, run] of [...runs].sort(byName).entries()) {
    const kept = found[index];
    expect(kept?.algorithm).toBe(run.algorithm);
    const all = kept?.iterations.map(({ iteration }) => iteration) ?? [];
    const each = new Set(all).size;
    lost += run.iterations - each;
    doubled += all.length - each;
    expectSame(kept, run);
  }
  return { lost, doubled };
}

function expectSame(kept: Exported["runs"][number] | undefined, run: ReportedRun): void {
  expect(kept?.evaluations).toBe(run.evaluations);
  // Where there are several objectives, the program's own figure is no best objective.
  if (kept?.best !== undefined) expect(kept.best).toBe(run.best);
}
