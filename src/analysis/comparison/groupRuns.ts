import type { Grouping } from "../../protocol/comparison";
import type { SessionSummary } from "../../protocol/session";
import { problemOf, type ComparedRun } from "./comparedRuns";

/** Runs that are taken together. */
export interface RunGroup {
  readonly name: string;
  readonly runs: readonly ComparedRun[];
}

/** More groups cannot be told apart. */
export const MOST_GROUPS = 20;

/** Values of a parameter up to this number are groups. */
const MOST_VALUES = 12;
const COMMIT_LENGTH = 7;
const PARAMETER = "parameter:";

/**
 * Groups in the order of their newest run; a run with several tags is in several. Runs without what is grouped by are in none.
 * `among`: the runs that names tell apart, where these are some of them: a session has one name, whichever of its runs are looked at.
 */
export function groupRuns(
  runs: readonly ComparedRun[],
  grouping: Grouping,
  among: readonly ComparedRun[] = runs,
): readonly RunGroup[] {
  const names = namesBy(among, grouping);
  const groups = new Map<string, ComparedRun[]>();
  for (const one of runs) {
    for (const name of names(one)) {
      const members = groups.get(name) ?? [];
      members.push(one);
      groups.set(name, members);
    }
  }
  return [...groups].map(([name, members]) => ({ name, runs: members }));
}

/** What varies over these runs, and the grouping that is used. */
export function groupingsOf(runs: readonly ComparedRun[], used: Grouping): readonly Grouping[] {
  const varies = (grouping: Grouping, least = 2): boolean => groupRuns(runs, grouping).length >= least;
  const fixed = (["algorithm", "problem", "commit", "session", "label"] as const).filter((grouping) =>
    varies(grouping),
  );
  const tag = varies("tag", 1) ? (["tag"] as const) : [];
  const parameters = parameterNames(runs).flatMap((name) => {
    const values = groupRuns(runs, `${PARAMETER}${name}`).length;
    return values >= 2 && values <= MOST_VALUES ? [`${PARAMETER}${name}` as const] : [];
  });
  return [...new Set<Grouping>([...fixed, ...tag, ...parameters, used])];
}

/** The values of a run's parameters that a chart or a group can show; the population's size among them. */
export function scalarsOf({ run }: ComparedRun): Readonly<Record<string, number | string | boolean>> {
  const { parameters = {}, populationSize } = run;
  const size = populationSize === undefined ? {} : { population_size: populationSize };
  const scalars = Object.entries(parameters).filter(
    (entry): entry is [string, number | string | boolean] =>
      ["string", "boolean"].includes(typeof entry[1]) || (typeof entry[1] === "number" && Number.isFinite(entry[1])),
  );
  return { ...size, ...Object.fromEntries(scalars) };
}

/** The names of all parameters that have a value which can be shown. */
export function parameterNames(runs: readonly ComparedRun[]): readonly string[] {
  return [...new Set(runs.flatMap((one) => Object.keys(scalarsOf(one))))];
}

/** `1a2b3c4`, with a plus where tracked files differed from the commit. */
export function commitName({ git }: SessionSummary): string | undefined {
  return git === undefined ? undefined : `${git.commit.slice(0, COMMIT_LENGTH)}${git.isDirty ? "+" : ""}`;
}

function namesBy(runs: readonly ComparedRun[], grouping: Grouping): (one: ComparedRun) => readonly string[] {
  const single = (name: string | undefined): readonly string[] => (name === undefined ? [] : [name]);
  switch (grouping) {
    case "algorithm":
      return ({ run }) => [run.algorithm];
    case "problem":
      return ({ run }) => [problemOf(run)];
    case "tag":
      return ({ session }) => session.tags;
    case "commit":
      return ({ session }) => single(commitName(session));
    case "label":
      return ({ session }) => [session.label];
    case "session": {
      const names = sessionNames(runs);
      return ({ session }) => single(names.get(session.id));
    }
    default: {
      const name = grouping.slice(PARAMETER.length);
      return (one) => single(valueText(scalarsOf(one)[name]));
    }
  }
}

function valueText(value: number | string | boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Labels where they differ; else with the time of their start, and a number where that is the same too. */
function sessionNames(runs: readonly ComparedRun[]): ReadonlyMap<string, string> {
  const sessions = new Map(runs.map(({ session }) => [session.id, session]));
  const labels = new Map<string, number>();
  for (const { label } of sessions.values()) labels.set(label, (labels.get(label) ?? 0) + 1);
  const taken = new Map<string, number>();
  return new Map(
    [...sessions.values()].map(({ id, label, startTime }) => {
      const isUnique = labels.get(label) === 1;
      const name = isUnique ? label : `${label} ${timeText(startTime)}`;
      const before = taken.get(name) ?? 0;
      taken.set(name, before + 1);
      return [id, before === 0 ? name : `${name} (${before + 1})`];
    }),
  );
}

/** `2026-11-25 13:05:09`, in UTC: the same wherever it is read. */
function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
