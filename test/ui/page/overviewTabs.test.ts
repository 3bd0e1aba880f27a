import { describe, expect, it } from "vitest";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import type { ComparedRun } from "../../../src/analysis/comparison/comparedRuns";
import type { Trend } from "../../../src/protocol/trends";
import { comparedRun } from "../../unit/analysis/comparedRuns";
import { randomOf, START, tourSession } from "./generatedSessions";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";
import { pageOf, recordedSessions } from "./recordedSessions";

const sessions = recordedSessions(40);

const openPage = pageTests();
let under: PageUnderTest;

/** Three algorithms with ten seeds each on two problems. */
function runs(): ComparedRun[] {
  const random = randomOf(3);
  const algorithms = ["CMA-ES", "Genetic algorithm", "Simulated annealing"];
  return algorithms.flatMap((algorithm, rank) =>
    ["Rastrigin 10-D", "Rosenbrock 10-D"].flatMap((problem) =>
      Array.from({ length: 10 }, (_, seed) => {
        const speed = (3 - rank) * (0.7 + 0.6 * random());
        const points = Array.from({ length: 60 }, (_, step) => {
          return [(step + 1) * 500, 100 * Math.exp((-speed * step) / 20) + 0.001] as const;
        });
        const parameters = { population: 20 + 10 * (seed % 4), rate: 0.1 + 0.3 * random() };
        return comparedRun(`${algorithm} ${problem} ${seed}`, points, { algorithm, problem, seed, parameters });
      }),
    ),
  );
}

function trend(): Trend {
  const values = sessions.map((_, index) => (index < 20 ? 40 : 54) + ((index * 7) % 5));
  const points = [...sessions].reverse().map(({ id, label, startTime, git }, index) => ({
    sessionId: id,
    label,
    time: startTime,
    value: values[index] ?? 0,
    ...(git === undefined ? {} : { commit: git.commit }),
  }));
  return {
    metric: "duration",
    title: "Duration",
    unit: "s",
    better: "lower",
    label: "search",
    points,
    segments: [
      { from: 0, to: 20, mean: 42 },
      { from: 20, to: 40, mean: 56 },
    ],
    changes: [{ at: 20, sentence: "From session 21 on it takes 33 % longer: 56 s instead of 42 s." }],
    baseline: { low: 40, median: 42, high: 44, sessions: 10 },
    labels: [{ label: "search", sessions: 40 }],
    metrics: [{ metric: "duration", title: "Duration", unit: "s" }],
    notes: [],
  };
}

async function open(tab: string): Promise<void> {
  under = await openPage({ width: 1280 });
  under.answers = {
    listSessions: (filter) => pageOf(sessions, filter),
    historyFacts: () => ({
      ...{ folder: "/w", sessions: 40, pinned: 1, oldest: START, catalogBytes: 1_200_000, detailBytes: 84_000_000 },
      ...{ problems: ["Rastrigin 10-D"], algorithms: ["CMA-ES"], tags: ["night"] },
    }),
    readFilters: () => [{ name: "Failures", query: "status:failed" }],
    compareRuns: (request) => compareRuns(runs(), request),
    trend,
    usagePatterns: () => ({
      hours: Array.from({ length: 24 }, (_, hour) => ({ hour, sessions: hour % 5, seconds: 300 * (hour % 7) })),
      algorithms: [{ name: "CMA-ES", runs: 20, seconds: 900, evaluations: 600_000, cpuPercent: 40, peakRssBytes: 2e8 }],
      components: [{ name: "evaluation", sessions: 40, calls: 60_000, seconds: 800 }],
    }),
  };
  await under.show(tourSession());
  await under.page.getByRole("tab", { name: tab }).click();
  await under.settle();
}

describe("the tabs of many sessions", () => {
  it.each([
    ["Compare", "Pairwise"],
    ["Trends", "By hour of the day"],
    ["History", "on the disk"],
  ])("%s is drawn and has no serious violation of accessibility in any theme", async (tab, expected) => {
    await open(tab);
    await under.page.getByText(expected).waitFor();
    expect(await under.violationsInThemes(tab)).toEqual([]);
  });
});
