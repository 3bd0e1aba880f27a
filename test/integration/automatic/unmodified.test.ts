// Programs that know nothing of us, run from the command line: what the history holds is what they print.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exported, type Exported } from "../engine/helpers";
import { PYTHON, Workbench } from "../engine/workbench";

const PROGRAMS = resolve(import.meta.dirname, "../../../clients/python/tests/programs");
const hasLibrary = (name: string): boolean => existsSync(`/usr/lib/python3/dist-packages/${name}`);

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

/** Runs a program as a user does, and gives what it printed, in words of lines, and what the history has of it. */
async function record(
  program: string,
  ...args: readonly string[]
): Promise<{ printed: readonly (readonly string[])[]; session: Exported }> {
  const outcome = await bench.cli("run", "--", PYTHON, join(PROGRAMS, program), ...args);
  expect(outcome.code, outcome.stderr).toBe(0);
  const printed = outcome.stdout
    .trim()
    .split("\n")
    .map((line) => line.split(/\s+/));
  return { printed, session: await exported(bench) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe("an unmodified program", () => {
  it.skipIf(!hasLibrary("deap"))("with DEAP has its generations in the history as it prints them", async () => {
    const { printed, session } = await record("deap_simple.py");
    const generations = printed.slice(0, -1).map((line) => line.map(Number));
    expect(session.runs).toHaveLength(1);
    const [run] = session.runs;
    expect(run).toMatchObject({ algorithm: "eaSimple", library: "DEAP", direction: "maximize", status: "completed" });
    expect(run?.iterations.map(({ iteration }) => iteration)).toEqual(generations.map(([number]) => number));
    expect(run?.evaluations).toBe(sum(generations.map(([, count]) => count ?? NaN)));
    expect(run).toMatchObject({ best: Number(printed.at(-1)?.[0]) });
    expect(session.notes).toEqual([]);
    expect(session.dropped).toBe(0);
  });

  it.skipIf(!hasLibrary("scipy"))("with SciPy has a run for each minimization, with SciPy's own counts", async () => {
    const { printed, session } = await record("scipy_minimize.py");
    expect(session.runs).toHaveLength(printed.length);
    for (const [index, [nit, nfev, fun]] of printed.entries()) {
      const run = session.runs[index];
      if (nit !== "None") expect(run?.iterations, `${index} ${run?.algorithm}`).toHaveLength(Number(nit));
      expect(run).toMatchObject({
        library: "SciPy",
        status: "completed",
        evaluations: Number(nfev),
        best: Number(fun),
      });
    }
  });

  it.skipIf(!hasLibrary("optuna"))("with Optuna has each trial of each study", async () => {
    const { printed, session } = await record("optuna_samplers.py");
    const runs = session.runs.map(({ algorithm, iterations, best }) => [algorithm, iterations.length, best]);
    expect(runs).toEqual(printed.map(([sampler, trials, best]) => [sampler, Number(trials), Number(best)]));
  });

  it.skipIf(!hasLibrary("deap"))("is not touched where the instrumentation is switched off", async () => {
    bench.env["OPTIMIZER_MONITOR_PYTHON_AUTO_INSTRUMENT"] = "false";
    const { session } = await record("deap_simple.py");
    expect(session.runs).toEqual([]);
  });
});
