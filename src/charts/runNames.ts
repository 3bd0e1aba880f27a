import type { RunSummary } from "../protocol/session";

/** Short names that tell the runs of a session apart: the algorithm, with what differs where several share it. */
export function runNames(runs: readonly RunSummary[]): ReadonlyMap<string, string> {
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const name = run.algorithm.trim() === "" ? "run" : run.algorithm;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [run]);
    else group.push(run);
  }
  const names = new Map<string, string>();
  for (const [name, group] of groups) {
    const suffix = distinguish(group);
    group.forEach((run, index) => names.set(run.id, group.length === 1 ? name : `${name} ${suffix(run, index)}`));
  }
  return names;
}

type Suffix = (run: RunSummary, index: number) => string;

function distinguish(runs: readonly RunSummary[]): Suffix {
  const differs = (of: (run: RunSummary) => unknown): boolean => {
    const values = runs.map(of);
    return values.every((value) => value !== undefined) && new Set(values).size === runs.length;
  };
  if (differs((run) => run.problem)) return (run) => run.problem ?? "";
  if (differs((run) => run.seed)) return (run) => `seed ${String(run.seed)}`;
  return (_, index) => `#${index + 1}`;
}
