import { runTable } from "../../model/metrics";
import type { RecordedSession } from "../../model/recordedSession";
import type { Table } from "../../model/table";
import { compact } from "../../protocol/fields";
import type { EstimatedNumber, RunConvergence, RunForecast, RunPlace } from "../../protocol/figures";
import { fromWireNumber } from "../../protocol/number";
import type { RunSummary, SessionDetail } from "../../protocol/session";
import { spacing } from "../fronts/spacing";
import { courseOf, curveAlong } from "../verdicts/collectRunFacts";
import type { RunFacts } from "../verdicts/facts";
import { anytimePerformance } from "./anytime";
import { bestAt, ends, gain, type Curve } from "./curve";
import { arrival, forecast } from "./forecast";
import { primalIntegral, relativeGap } from "./gap";
import { milestones, whereReached } from "./milestones";
import { convergenceRate } from "./rate";
import { stagnation } from "./stagnation";
import { withinTolerance } from "./success";

/** A run's staircase along all that it can cost. */
interface Curves {
  readonly byTime: Curve;
  readonly byIteration: Curve;
  readonly byEvaluations: Curve | undefined;
}

/** How each run of a session converged, in figures; `facts` are those of the session's verdicts. */
export function convergenceFigures(
  session: RecordedSession,
  detail: SessionDetail,
  facts: readonly RunFacts[],
): RunConvergence[] {
  const runs = new Map(detail.runs.map((run) => [run.id, run]));
  return facts.flatMap((fact) => {
    const run = runs.get(fact.id);
    const table = session.tables.get(runTable(fact.id));
    return run === undefined || table === undefined ? [] : [figuresOf(run, fact, table)];
  });
}

function figuresOf(run: RunSummary, facts: RunFacts, table: Table): RunConvergence {
  const { byTime, byIteration, target } = facts;
  const curves: Curves = { byTime, byIteration, byEvaluations: evaluationsCurve(run, table) };
  const stalled = stagnation(byIteration);
  return compact<RunConvergence>({
    runId: run.id,
    target: target === undefined ? undefined : placeOf(curves, withinTolerance(target, byTime.direction)),
    milestones: milestones(byTime).flatMap(({ fraction, value }) => {
      const place = placeOf(curves, value);
      return place === undefined ? [] : [{ fraction, ...place }];
    }),
    lastImprovement: placeOf(curves, ends(byTime).last) ?? { seconds: byTime.start },
    stalledShare: stalled.share,
    rate: rateOf(byTime, target),
    anytime: anytimeOf(byTime, target),
    forecast: facts.status === "running" ? forecastOf(run, byTime, target) : undefined,
    ...solverFigures(byTime, table, target),
    spacing: spacingOf(run),
  });
}

function evaluationsCurve(run: RunSummary, table: Table): Curve | undefined {
  const { column, direction } = courseOf(run, table);
  if (column === undefined) return undefined;
  return curveAlong(table, column, "evaluations", direction, { end: run.evaluations });
}

/** What it had cost to be as good as `value`; undefined where the run never was. */
function placeOf({ byTime, byIteration, byEvaluations }: Curves, value: number): RunPlace | undefined {
  const seconds = whereReached(byTime, value);
  if (seconds === undefined) return undefined;
  return compact<RunPlace>({
    seconds,
    iteration: whereReached(byIteration, value),
    evaluations: byEvaluations === undefined ? undefined : whereReached(byEvaluations, value),
  });
}

function rateOf(curve: Curve, target: number | undefined): RunConvergence["rate"] {
  const rate = target === undefined ? undefined : convergenceRate(curve, target);
  return rate === undefined ? undefined : { perSecond: rate.rate, low: rate.low, high: rate.high };
}

/** On the linear scale from the first best to the target, or to the last best where there is none to measure to. */
function anytimeOf(curve: Curve, target: number | undefined): RunConvergence["anytime"] {
  const { first, last } = ends(curve);
  const reference = target ?? last;
  const worst = gain(first, reference, curve.direction);
  const budget = curve.end - curve.start;
  if (!(worst > 0) || !(budget > 0)) return undefined;
  const value = anytimePerformance(curve, { worst, best: 0, reference, budget });
  return { value, reference: target === undefined ? "best" : "target" };
}

function forecastOf(run: RunSummary, curve: Curve, target: number | undefined): RunForecast {
  const found = forecast(curve);
  if (found.kind === "tooFew") return found;
  if (found.kind !== "forecast") return { kind: found.kind };
  const atSeconds = horizon(run, curve);
  const there = target === undefined ? undefined : arrival(curve, found, target);
  return compact<Extract<RunForecast, { kind: "forecast" }>>({
    kind: "forecast",
    skill: found.skill,
    atSeconds,
    best: found.predict(atSeconds),
    target:
      there === undefined || !Number.isFinite(there.x) ? undefined : estimate(there.x, there.earliest, there.latest),
  });
}

/** The end of the run's budget at its speed so far, as far as one may look; else twice the time so far. */
function horizon(run: RunSummary, curve: Curve): number {
  const length = curve.end - curve.start;
  const factor = (run.budget ?? NaN) / (run.evaluations ?? NaN);
  return curve.start + length * (factor > 1 && factor <= 6 ? factor : 2);
}

function estimate(value: number, low: number, high: number): EstimatedNumber {
  return compact<EstimatedNumber>({
    value,
    low: Number.isFinite(low) ? low : undefined,
    high: Number.isFinite(high) ? high : undefined,
  });
}

/** What only runs that prove a bound have. */
function solverFigures(
  curve: Curve,
  table: Table,
  target: number | undefined,
): Partial<Pick<RunConvergence, "gap" | "primalIntegralSeconds">> {
  const bounds = table.columns.get("bound")?.values;
  if (bounds === undefined || bounds.length === 0) return {};
  const { last } = ends(curve);
  const bound = bounds.at(bounds.length - 1);
  return {
    ...(Number.isFinite(bound) ? { gap: relativeGap(bestAt(curve, curve.end), bound) } : {}),
    primalIntegralSeconds: primalIntegral(curve.x, curve.best, target ?? last, curve.end),
  };
}

function spacingOf({ front }: RunSummary): number | undefined {
  const points = (front ?? []).map((point) => point.map((value) => fromWireNumber(value) ?? NaN));
  const finite = points.filter((point) => point.every((value) => Number.isFinite(value)));
  return finite.length > MOST_POINTS ? undefined : spacing(finite);
}

/** Larger fronts would cost more than the figure is worth: it takes every pair of points. */
const MOST_POINTS = 1_000;
