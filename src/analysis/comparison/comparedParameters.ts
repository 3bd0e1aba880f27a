import { formatCount } from "../../base/format";
import type { ImportanceRow, ParameterRow } from "../../protocol/comparison";
import { plural, resultOf, type ComparedRun } from "./comparedRuns";
import { parameterNames, scalarsOf, type RunGroup } from "./groupRuns";
import { parameterImportance } from "./importance";

/** So many rows are shown at most, the newest. */
const MOST_ROWS = 1000;
/** More axes beside each other cannot be read. */
const MOST_PARAMETERS = 40;

/** Parameters against results. */
export interface ComparedParameters {
  readonly parameterNames: readonly string[];
  readonly parameters: readonly ParameterRow[];
  readonly importance: readonly ImportanceRow[];
  readonly notes: readonly string[];
}

/** The parameters that vary over the runs, the runs' values of them, and how much of the results they explain. `runs`: newest first. */
export function compareParameters(runs: readonly ComparedRun[], groups: readonly RunGroup[]): ComparedParameters {
  const names = varying(runs);
  if (names.length === 0) return { parameterNames: [], parameters: [], importance: [], notes: [] };
  const shown = names.slice(0, MOST_PARAMETERS);
  const groupOf = new Map(groups.flatMap(({ name, runs: members }) => members.map((one) => [one, name])));
  const rows = runs.flatMap((one) => {
    const [group, result] = [groupOf.get(one), resultOf(one)];
    return group === undefined || result === undefined ? [] : [{ one, group, result }];
  });
  const importance = importanceOf(runs, shown);
  return {
    parameterNames: shown,
    parameters: rows.slice(0, MOST_ROWS).map((row) => rowOf(row, shown)),
    importance,
    notes: [
      ...(shown.length < names.length
        ? [`${MOST_PARAMETERS} of ${formatCount(names.length)} parameters are shown.`]
        : []),
      ...(rows.length > MOST_ROWS
        ? [`Parameters are shown for the newest ${plural(MOST_ROWS, "run")} of ${formatCount(rows.length)}.`]
        : []),
      ...(importance.length === 0
        ? ["How much a parameter matters can be told from three runs each of at least two of its values on."]
        : []),
    ],
  };
}

function varying(runs: readonly ComparedRun[]): readonly string[] {
  return parameterNames(runs).filter((name) => new Set(runs.map((one) => scalarsOf(one)[name])).size > 1);
}

interface ResultRow {
  readonly one: ComparedRun;
  readonly group: string;
  readonly result: number;
}

function rowOf({ one, group, result }: ResultRow, names: readonly string[]): ParameterRow {
  const scalars = scalarsOf(one);
  const values = names.flatMap((name) => {
    const value = scalars[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    sessionId: one.session.id,
    runId: one.run.id,
    group,
    values: Object.fromEntries(values),
    result,
  };
}

function importanceOf(runs: readonly ComparedRun[], names: readonly string[]): readonly ImportanceRow[] {
  const trials = runs.flatMap((one) => {
    const result = resultOf(one);
    return result === undefined ? [] : [{ parameters: scalarsOf(one), result }];
  });
  return parameterImportance(trials)
    .filter(({ name }) => names.includes(name))
    .map(({ name, importance, p, rho }) => ({
      name,
      importance,
      p,
      ...(rho === undefined ? {} : { correlation: rho }),
    }));
}
