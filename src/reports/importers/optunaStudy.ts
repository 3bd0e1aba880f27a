import { createHash } from "node:crypto";
import { accept, refuse, type Result } from "../../base/result";
import { isBetter } from "../../charts/bestSoFar";
import type { RecordedSession } from "../../model/recordedSession";
import { SessionState } from "../../model/sessionState";
import { Refusal } from "../../protocol/fields";
import { NamedNumbers } from "../../protocol/namedNumbers";
import type { Direction } from "../../protocol/session";
import type { RunStartEvent } from "../../protocol/wire";
import { directionsOf, parametersOf, samplerOf, studyName, trialOf, type Row, type Trial } from "./optunaRows";

/** The rows of one study in Optuna's tables, by the names of their columns. */
export interface StudyRows {
  readonly study: Row;
  readonly directions: readonly Row[];
  readonly trials: readonly Row[];
  readonly valuesOf: (trialId: unknown) => readonly Row[];
  readonly parametersOf: (trialId: unknown) => readonly Row[];
  /** System attributes of the study and its trials; their keys tell the sampler. */
  readonly hints: readonly Row[];
}

/** How Optuna names a study that the program gave no name. */
const UNNAMED = "no-name-";
const RUN = "study";

/** A study as a session with one run, whose iterations are its complete trials in the order in which they ended. */
export function studySession(rows: StudyRows): Result<RecordedSession> {
  try {
    return accept(sessionOf(rows));
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message);
    throw error;
  }
}

function sessionOf(rows: StudyRows): RecordedSession {
  const study = studyName(rows.study);
  const directions = directionsOf(rows.directions);
  const trials = rows.trials.map((row) => trialOf(row, rows.valuesOf(row["trial_id"]), directions.length));
  const ended = trials.filter(({ state }) => FINISHED.includes(state)).sort(byEnd);
  const [begin, end] = [firstBegin(trials), ended.at(-1)?.end];
  if (begin === undefined || end === undefined || !ended.some(isComplete))
    throw new Refusal("it has no complete trial");
  // Trials that come later begin later: the id stays when the study goes on.
  const digest = createHash("sha256")
    .update(JSON.stringify([study, begin.text]))
    .digest("hex");
  const id = `optuna-${digest.slice(0, 16)}`;
  const launch = { id, label: study, kind: "imported", startTime: begin.time, tags: ["imported"] } as const;
  const session = new SessionState(launch, { host: "", platform: "", coreCount: 0, memoryBytes: 0 });
  const { steps, best, front } = courseOf(ended, directions);
  session.apply(runStart(study, directions, rows, ended), id, begin.time);
  for (const { iteration, values, time } of steps)
    session.apply({ type: "iteration", run: RUN, iteration, values: NamedNumbers.of(values) }, id, time);
  if (front.length > 0) session.apply({ type: "front", run: RUN, points: front }, id, end);
  const solution = best === undefined ? {} : { solution: parametersOf(rows.parametersOf(best.id)) };
  session.apply({ type: "run_end", run: RUN, status: "completed", evaluations: ended.length, ...solution }, id, end);
  const note = leftOut(trials);
  if (note !== undefined) session.note("info", note, end);
  session.finish({ status: "completed", time: end });
  return session;
}

function runStart(
  study: string,
  directions: readonly Direction[],
  { hints, parametersOf }: StudyRows,
  ended: readonly Trial[],
): RunStartEvent {
  const [direction = "minimize"] = directions;
  const dimension = parametersOf(ended.findLast(isComplete)?.id).length;
  return {
    type: "run_start",
    run: RUN,
    algorithm: samplerOf(hints) ?? "Optuna",
    library: "Optuna",
    direction: directions.length === 1 ? direction : directions,
    ...(study.startsWith(UNNAMED) ? {} : { problem: study }),
    ...(dimension > 0 ? { dimension } : {}),
  };
}

const FINISHED: readonly string[] = ["COMPLETE", "PRUNED", "FAIL"];

function isComplete({ state }: Trial): boolean {
  return state === "COMPLETE";
}

function byEnd(a: Trial, b: Trial): number {
  return a.end - b.end || a.number - b.number;
}

/** When the first trial began. */
function firstBegin(trials: readonly Trial[]): Trial["begin"] {
  const begins = trials.flatMap(({ begin }) => begin ?? []);
  return begins.reduce<Trial["begin"]>((a, b) => (a === undefined || b.time < a.time ? b : a), undefined);
}

interface Step {
  readonly iteration: number;
  /** Unix seconds. */
  readonly time: number;
  readonly values: Readonly<Record<string, number>>;
}

interface Course {
  readonly steps: readonly Step[];
  /** The best trial of a single objective. */
  readonly best: Trial | undefined;
  /** The values that no other trial dominates, of several objectives. */
  readonly front: readonly (readonly number[])[];
}

/** What the study had reached after each complete trial; trials of all kinds count as evaluations. */
function courseOf(ended: readonly Trial[], directions: readonly Direction[]): Course {
  const [direction = "minimize"] = directions;
  let best: Trial | undefined;
  let front: readonly (readonly number[])[] = [];
  const steps = [...ended.entries()].flatMap(([iteration, trial]): readonly Step[] => {
    if (!isComplete(trial)) return [];
    const [current = NaN] = trial.values;
    const seconds = trial.begin === undefined ? {} : { duration_seconds: trial.end - trial.begin.time };
    const common = { evaluations: iteration + 1, ...seconds };
    if (directions.length > 1) {
      front = extended(front, trial.values, directions);
      const named = Object.fromEntries(trial.values.map((value, index) => [`values_${index}`, value]));
      return [{ iteration, time: trial.end, values: { ...common, front_size: front.length, ...named } }];
    }
    if (best === undefined || isBetter(current, best.values[0] ?? NaN, direction)) best = trial;
    return [{ iteration, time: trial.end, values: { ...common, current, best: best.values[0] ?? NaN } }];
  });
  return { steps, best, front };
}

/** A front with one more point, and without what it dominates; equal points are kept once. */
function extended(
  front: readonly (readonly number[])[],
  point: readonly number[],
  directions: readonly Direction[],
): readonly (readonly number[])[] {
  const covers = (a: readonly number[], b: readonly number[]): boolean =>
    directions.every((direction, index) => !isBetter(b[index] ?? NaN, a[index] ?? NaN, direction));
  if (front.some((other) => covers(other, point))) return front;
  return [...front.filter((other) => !covers(point, other)), point];
}

/** Which trials the curve does not hold. */
function leftOut(trials: readonly Trial[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { state } of trials) if (state !== "COMPLETE") counts.set(state, (counts.get(state) ?? 0) + 1);
  if (counts.size === 0) return undefined;
  const words: Readonly<Record<string, string>> = { FAIL: "failed" };
  const parts = [...counts].map(([state, count]) => `${count} ${words[state] ?? state.toLowerCase()}`);
  return `Of ${trials.length} trials, the curve leaves out ${parts.join(", ")}.`;
}
