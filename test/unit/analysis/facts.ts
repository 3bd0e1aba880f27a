import { toCurve, type Curve } from "../../../src/analysis/convergence/curve";
import type { RunFacts, SessionFacts } from "../../../src/analysis/verdicts/facts";
import type { Finding } from "../../../src/protocol/findings";
import type { Direction } from "../../../src/protocol/session";

/** 0, 1, 2 and so on. */
export const count = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** The staircase of values, each at its place. */
export function curveOf(
  x: readonly number[],
  values: readonly number[],
  options: { readonly direction?: Direction; readonly end?: number } = {},
): Curve {
  const curve = toCurve(x, values, options);
  if (curve === undefined) throw new Error("The values make no curve.");
  return curve;
}

/** A run with one iteration each half second. */
export function run(values: readonly number[], more: Partial<RunFacts> = {}): RunFacts {
  const x = count(values.length);
  return {
    id: "r1",
    name: "GA",
    status: "running",
    hasConverged: false,
    byIteration: curveOf(x, values),
    byTime: curveOf(
      x.map((iteration) => iteration / 2),
      values,
    ),
    ...more,
  };
}

/** A session in which nothing was recorded. */
export function session(more: Partial<SessionFacts> = {}): SessionFacts {
  return {
    isRunning: true,
    elapsedSeconds: 100,
    runs: [],
    components: [],
    coreCount: 8,
    memoryBytes: 32e9,
    gpus: [],
    ...more,
  };
}

/** Title and evidence as one reads them. */
export function said(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, title, evidence }) =>
    `${severity}: ${title} — ${evidence}`.replaceAll("\u00a0", " "),
  );
}
