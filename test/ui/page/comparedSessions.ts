// Runs and sessions that were never recorded, put through the engine's own analysis: what the page is given is what the engine says.
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import type { ComparedRun } from "../../../src/analysis/comparison/comparedRuns";
import { toCurve } from "../../../src/analysis/convergence/curve";
import { buildTrend } from "../../../src/analysis/trends/buildTrend";
import type { SessionFigures } from "../../../src/analysis/trends/sessionFigures";
import { usagePatterns } from "../../../src/analysis/trends/usagePatterns";
import type { Comparison, ComparisonRequest } from "../../../src/protocol/comparison";
import type { SessionSummary } from "../../../src/protocol/session";
import type { Trend, TrendRequest, UsagePatterns } from "../../../src/protocol/trends";
import { START } from "./generatedSessions";

const ALGORITHMS = ["CMA-ES", "Differential evolution", "Simulated annealing"] as const;
const PROBLEMS = ["rastrigin", "rosenbrock", "ackley", "griewank", "sphere"] as const;
const SEEDS = 10;
const DAY = 86_400;

/** A generator that gives the same numbers every time (Lehmer 1951, the multiplier of Park and Miller). */
function generator(seed: number): () => number {
  let state = seed % 2_147_483_647 || 1;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  // Neighbouring seeds begin with numbers close to each other.
  for (let turn = 0; turn < 10; turn++) next();
  return next;
}

function summary(index: number, more: Partial<SessionSummary> = {}): SessionSummary {
  const startTime = START - (60 - index) * 0.4 * DAY;
  return {
    id: `s${index}`,
    label: "benchmark",
    status: "completed",
    kind: "task",
    startTime,
    endTime: startTime + 100 + index,
    host: "workstation",
    tags: index % 4 === 0 ? ["night"] : [],
    algorithms: [...ALGORITHMS],
    runCount: 1,
    iterationCount: 60,
    evaluations: 6000,
    dropped: 0,
    peakRssBytes: 4e8,
    meanCpuPercent: 71,
    git: { commit: index < 30 ? "8f3c2a91d0" : "c41b7e55aa", branch: "main", isDirty: index === 45 },
    ...more,
  };
}

/** Three algorithms, so many seeds each, on several problems. */
function comparedRuns(problems: readonly string[] = PROBLEMS, seeds = SEEDS): readonly ComparedRun[] {
  return problems.flatMap((problem, p) =>
    ALGORITHMS.flatMap((algorithm, a) =>
      Array.from({ length: seeds }, (_, seed): ComparedRun => {
        const random = generator(1000 * (p + 1) + 100 * (a + 1) + seed + 1);
        const session = summary(seed);
        const places = Array.from({ length: 60 }, (_value, index) => (index + 1) * 100);
        const speed = 0.12 / (1 + 0.8 * a) + 0.02 * random();
        const values = places.map((_place, index) => 80 * Math.exp(-speed * index) + 0.4 * (a + 0.2) * (1 + random()));
        const best = Math.min(...values);
        const curve = toCurve(places, values, { direction: "minimize" });
        return {
          session,
          run: {
            id: `${problem}-${algorithm}-${seed}`,
            algorithm,
            problem,
            dimension: 10,
            direction: "minimize",
            seed,
            parameters: { population: 20 + 10 * (seed % 4), sigma: 0.1 * (1 + (seed % 5)), restarts: seed % 2 === 0 },
            status: "completed",
            startTime: session.startTime,
            endTime: session.startTime + 60,
            iterationCount: 60,
            lastIteration: 60,
            best,
            evaluations: 6000,
          },
          ...(curve === undefined ? {} : { curve }),
        };
      }),
    ),
  );
}

/** What the engine would answer. */
export function comparisonFor(request: ComparisonRequest, problems?: readonly string[], seeds?: number): Comparison {
  return compareRuns(comparedRuns(problems, seeds), request);
}

const SESSIONS: readonly SessionFigures[] = Array.from({ length: 60 }, (_, index) => {
  const random = generator(index + 7);
  const isLater = index >= 34;
  const seconds = (isLater ? 128 : 96) * (1 + 0.06 * (random() - 0.5));
  const session = summary(index, index >= 4 && index < 14 ? { isBaseline: true } : {});
  return {
    summary: { ...session, endTime: session.startTime + seconds, best: 0.4 + 0.1 * random() },
    values: new Map([["component:Evaluation", 0.004 * (isLater ? 1.34 : 1) * (1 + 0.05 * (random() - 0.5))]]),
  };
});

/** The trend that the engine would answer. */
export function trendFor({ metric, label = "benchmark" }: TrendRequest): Trend {
  return buildTrend({
    metric,
    label,
    figures: label === "benchmark" ? SESSIONS : [],
    baseline: SESSIONS.filter(({ summary: { isBaseline } }) => isBaseline === true),
    labels: [
      { label: "benchmark", sessions: 60 },
      { label: "portfolio", sessions: 12 },
    ],
    components: ["Evaluation"],
    resources: [],
  });
}

/** The patterns that the engine would answer. */
export function patterns(): UsagePatterns {
  const sessions = SESSIONS.map((one) => one.summary);
  const runs = sessions.flatMap((session, index) => [
    {
      session: { ...session, algorithms: [ALGORITHMS[index % 3] ?? ""] },
      algorithm: ALGORITHMS[index % 3] ?? "",
      seconds: 90,
      evaluations: 6000,
    },
  ]);
  const components = [
    { name: "Evaluation", sessions: 60, calls: 360_000, seconds: 4320 },
    { name: "Selection", sessions: 60, calls: 3600, seconds: 88 },
  ];
  return usagePatterns({ sessions, runs, components }, (time) => new Date(time * 1000).getUTCHours());
}
