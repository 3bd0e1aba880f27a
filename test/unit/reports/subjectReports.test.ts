import { describe, expect, it } from "vitest";
import { buildTrend } from "../../../src/analysis/trends/buildTrend";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import { createComparisonReport, createPeriodReport } from "../../../src/reports/createReport";
import { comparedRun, request, session } from "../analysis/comparedRuns";

const NOW = 1.75e9;

/** Two algorithms on two problems, six runs each; names that no format may take for markup. */
const runs = ["<b>CMA</b>", "GA | *x*"].flatMap((algorithm, place) =>
  ["sphere", "ackley"].flatMap((problem) =>
    Array.from({ length: 6 }, (_, seed) =>
      comparedRun(
        `${algorithm} ${problem} ${seed}`,
        [
          [1, 100],
          [10 + seed, 1 + place + seed / 10],
        ],
        {
          algorithm,
          problem,
          dimension: 2,
          parameters: { rate: seed % 3 },
        },
      ),
    ),
  ),
);
const comparison = compareRuns(runs, request());

describe("a report of a comparison", () => {
  it("is a page with all charts, that holds no markup of names and nothing from elsewhere", async () => {
    const html = await createComparisonReport(comparison, "html", NOW);
    for (const title of [
      "Best so far",
      "Targets reached",
      "Critical differences",
      "Performance profile",
      "Data profile",
      "Parameters and results",
    ]) {
      expect(html).toContain(`<h3>${title}</h3>`);
    }
    expect(html.match(/<figure/g)).toHaveLength(6);
    expect(html).not.toMatch(/<b>CMA|<script|src="http|NaN/);
    expect(html).toContain("&lt;b&gt;CMA&lt;/b&gt; is better than GA | *x*");
  });

  it("says the same in Markdown and text", async () => {
    const sentence = "median 1.25 vs 2.25, A12 1.00, p = 0.002 (Mann–Whitney, Holm), 6 vs 6 runs";
    expect(await createComparisonReport(comparison, "text", NOW)).toContain(sentence);
    expect(await createComparisonReport(comparison, "markdown", NOW)).toContain("A12 1.00, p = 0.002");
    const commit = (name: string, startTime: number) =>
      session(name, { startTime, git: { commit: name.repeat(7), isDirty: false } });
    const commits = [
      comparedRun("1", [[1, 2]], { session: commit("a", 1) }),
      comparedRun("2", [[1, 3]], { session: commit("b", 2) }),
    ];
    const byCommit = await createComparisonReport(compareRuns(commits, request({ groupBy: "commit" })), "text", NOW);
    expect(byCommit).toMatch(/Best median:? +2 .*aaaaaaa/);
    const empty = await createComparisonReport(compareRuns([], request()), "text", NOW);
    expect(empty).toContain("No run fits.");
  });
});

describe("a report of a period", () => {
  const sessions = Array.from({ length: 8 }, (_, index) =>
    session(String(index), {
      startTime: NOW - 1000 + index * 100,
      endTime: NOW - 1000 + index * 100 + (index < 4 ? 10 : 20),
      evaluations: 5,
    }),
  );
  const worse = { metric: "duration", kind: "worse", sentence: "Duration 100 % slower", ratio: 2 } as const;
  const trend = buildTrend({
    metric: "duration",
    label: "search",
    figures: sessions.map((summary) => ({ summary, values: new Map() })),
    baseline: [],
    labels: [],
    components: [],
    resources: [],
  });
  const facts = {
    from: NOW - 2000,
    to: NOW,
    sessions: sessions.map((one, index) => (index === 7 ? { ...one, regressions: [worse, worse] } : one)),
    total: 8,
    usage: { hours: [{ hour: 3, sessions: 8, seconds: 120 }], algorithms: [], components: [] },
    trends: [trend],
  };

  it("tells regressions and changes of level, draws trends and lists sessions", async () => {
    const html = await createPeriodReport(facts, "html", NOW);
    expect(html).toContain("is worse than its baseline");
    expect(html).toContain("Duration 100 % slower; 1 more figure is worse");
    expect(html.replaceAll("\u00a0", " ")).toContain("Duration rose 100 %, from 10.0 s to 20.0 s");
    expect(html.match(/<figure/g)).toHaveLength(1);
    const text = (await createPeriodReport(facts, "text", NOW)).replaceAll("\u00a0", " ");
    expect(text).toMatch(/Sessions +8\n/);
    expect(text).toMatch(/Evaluations +40\n/);
    expect(text).toMatch(/03:00 +8 +2 min 0 s/);
  });
});
