// What a trend says where there is little, nothing or something odd to say.
import { describe, expect, it } from "vitest";
import { buildTrend } from "../../../src/analysis/trends/buildTrend";
import type { SessionFigures } from "../../../src/analysis/trends/sessionFigures";
import type { SessionSummary } from "../../../src/protocol/session";
import type { Trend } from "../../../src/protocol/trends";
import { figures, plain } from "./trendSessions";

interface Given {
  readonly label?: string;
  readonly baseline?: readonly SessionFigures[];
}

const trendOf = (metric: string, some: readonly SessionFigures[], { label, baseline = [] }: Given = {}): Trend =>
  buildTrend({
    metric,
    figures: some,
    baseline,
    labels: [],
    components: [],
    resources: [],
    ...(label === undefined ? {} : { label }),
  });

/** Sessions with these best objectives, on the first days of 1970. */
const bests = (values: readonly (number | "Infinity")[], more: Partial<SessionSummary> = {}): SessionFigures[] =>
  values.map((best, index) => figures(String(index), 1, { best, startTime: 86_400 * index, ...more }));

const lasting = (durations: readonly number[], more: Partial<SessionSummary> = {}): SessionFigures[] =>
  durations.map((duration, index) => figures(String(index), duration, more));

const sentences = ({ changes }: Trend): string[] => changes.map(({ sentence }) => plain(sentence));

describe("a trend of few sessions", () => {
  it("holds what is known, and nothing of the rest", () => {
    const git = { commit: "1a2b3c4d5e", branch: "main", isDirty: true };
    const row = [figures("a", 1, { iterationCount: 3 }), figures("b", 1, { startTime: 9, git, isBaseline: true })];
    expect(trendOf("iterations", row)).toStrictEqual({
      metric: "iterations",
      title: "Iterations",
      unit: "count",
      points: [
        { sessionId: "a", label: "search", time: 0, value: 3 },
        {
          sessionId: "b",
          label: "search",
          time: 9,
          value: 1,
          commit: "1a2b3c4d5e",
          isDirty: true,
          isBaseline: true,
        },
      ],
      segments: [],
      changes: [],
      labels: [],
      metrics: expect.any(Array) as unknown,
      notes: ["Changes of level can be told from 6 sessions on; there are 2."],
    });
  });

  it("is named after its workflow, which others can be chosen beside", () => {
    const labels = [{ label: "search", sessions: 4 }];
    const facts = { metric: "duration", figures: [], baseline: [], components: ["Load"], resources: ["process_count"] };
    const trend = buildTrend({ ...facts, labels, label: "search" });
    expect([trend.label, trend.labels]).toEqual(["search", labels]);
    expect(trend.metrics.slice(-2)).toEqual([
      { metric: "component:Load", title: "Load, mean of a call", unit: "s" },
      { metric: "resource:process_count", title: "Mean Processes", unit: "" },
    ]);
  });

  it("knows which way a best objective is better where all that name a direction name one", () => {
    const better = (...directions: readonly SessionSummary["direction"][]): unknown =>
      trendOf(
        "best",
        directions.flatMap((direction) => bests([1], direction === undefined ? {} : { direction })),
      ).better;
    expect(better("minimize", undefined)).toBe("lower");
    expect(better(undefined, "maximize", "maximize")).toBe("higher");
    expect(better("minimize", "maximize")).toBeUndefined();
    expect(better(undefined)).toBeUndefined();
    expect(trendOf("duration", lasting([1], { direction: "maximize" })).better).toBe("lower");
    expect(trendOf("evaluationsPerSecond", bests([1], { evaluations: 5, direction: "minimize" })).better).toBe(
      "higher",
    );
  });
});

describe("levels of a trend", () => {
  it("are told from six sessions on, three of a kind", () => {
    const trend = trendOf("duration", lasting([2, 2, 2, 1, 1, 1]));
    expect(sentences(trend)).toEqual([
      "Duration fell 50 %, from 2.00 s to 1.00 s, on 1970-01-01: 3 sessions before, 3 since",
    ]);
    expect(trend.notes).toEqual([]);
    expect(trendOf("duration", lasting([2, 2, 1, 1, 1])).segments).toEqual([]);
  });

  it("have no share where one is not above zero", () => {
    const fell = "on 1970-01-04: 3 sessions before, 3 since";
    expect(sentences(trendOf("best", bests([2, 2, 2, -1, -1, -1])))).toEqual([
      `Best objective fell, from 2 to −1, ${fell}`,
    ]);
    expect(sentences(trendOf("best", bests([1, 1, 1, 0, 0, 0])))).toEqual([
      `Best objective fell, from 1 to 0, ${fell}`,
    ]);
    expect(sentences(trendOf("best", bests([0, 0, 0, 1, 1, 1])))).toEqual([
      `Best objective rose, from 0 to 1, ${fell}`,
    ]);
  });

  it("are each counted from the change before", () => {
    const row = bests([1, 1, 1, 5, 5, 5, 5, 9, 9, 9]);
    expect(sentences(trendOf("best", row))).toEqual([
      "Best objective rose 400 %, from 1 to 5, on 1970-01-04: 3 sessions before, 4 since",
      "Best objective rose 80 %, from 5 to 9, on 1970-01-08: 4 sessions before, 3 since",
    ]);
  });

  it("go on over sessions that have no finite value", () => {
    const trend = trendOf("best", bests(["Infinity", 2, 2, 2, "Infinity", 1, 1, 1]));
    expect(trend.points.map(({ value }) => value)).toEqual(["Infinity", 2, 2, 2, "Infinity", 1, 1, 1]);
    expect(trend.segments).toEqual([
      { from: 0, to: 5, mean: 2 },
      { from: 5, to: 8, mean: 1 },
    ]);
    expect(trend.changes.map(({ at }) => at)).toEqual([5]);
    expect(sentences(trend)[0]).toContain("on 1970-01-06: 3 sessions before, 3 since");
  });

  it("are not moved by one session that something else slowed down", () => {
    const durations = [10, 10.1, 9.9, 10, 60, 10.1, 9.9, 15, 15.1, 14.9, 15, 15.1];
    const trend = trendOf("duration", lasting(durations));
    expect(sentences(trend)).toEqual([
      "Duration rose 49 %, from 10.0 s to 15.0 s, on 1970-01-01: 7 sessions before, 5 since",
    ]);
    // The running medians of three are 10, 10, 10, 10, 10.1, 10.1, 10.1 and five times 15.
    expect(trend.segments.map(({ mean }) => mean)).toEqual([expect.closeTo(70.3 / 7, 12), 15]);
  });
});

describe("a trend beside its baseline", () => {
  const before = lasting([10, 10, 10, 10, 10]);

  it("holds the newest session against it", () => {
    const { baseline, verdict } = trendOf("duration", [...before, figures("newest", 15)], { baseline: before });
    expect(baseline).toEqual({ low: 10, median: 10, high: 10, sessions: 5 });
    expect(verdict?.kind).toBe("worse");
    expect(plain(verdict?.sentence ?? "")).toBe("Duration 50 % slower, 95 % CI 50 to 50 %, 1 vs 5 runs");
  });

  it("counts only sessions that completed, on either side", () => {
    const failed = lasting([1, 1, 1], { status: "failed" });
    const { baseline, verdict } = trendOf("duration", [...lasting([15]), ...failed], {
      baseline: [...before, ...failed],
    });
    expect(baseline?.sessions).toBe(5);
    expect(plain(verdict?.sentence ?? "")).toBe("Duration 50 % slower, 95 % CI 50 to 50 %, 1 vs 5 runs");
  });

  it("says nothing of a session that is the baseline itself, nor without any", () => {
    const own = lasting([15], { isBaseline: true });
    expect(trendOf("duration", own, { baseline: before })).not.toHaveProperty("verdict");
    expect(trendOf("duration", [], { baseline: before })).not.toHaveProperty("verdict");
  });

  it("says nothing where no session of the baseline has the metric", () => {
    const trend = trendOf("best", bests([1, 2]), { baseline: before });
    expect(trend).not.toHaveProperty("baseline");
    expect(trend).not.toHaveProperty("verdict");
  });
});

describe("the notes beside a trend", () => {
  const six = lasting([1, 1, 1, 1, 1, 1]);

  it("are none where nothing is left out and nothing is missing", () => {
    expect(trendOf("duration", six, { label: "search", baseline: six }).notes).toEqual([]);
    expect(trendOf("duration", six).notes).toEqual([]);
  });

  it("say what is left out, what is missing, and that machines differ", () => {
    const row = [
      ...lasting([1, 1], { status: "failed" }),
      ...lasting([1, 1, 1]),
      ...bests([1]),
      ...bests([2], { host: "there" }),
    ];
    expect(trendOf("best", row, { label: "search" }).notes).toEqual([
      "2 sessions that did not complete left out.",
      "3 sessions without Best objective left out.",
      "Changes of level can be told from 6 sessions on; there are 2.",
      "The sessions ran on 2 machines: times of different machines differ by themselves.",
      "No session of this workflow is a baseline.",
    ]);
  });

  it("count one session as one", () => {
    expect(trendOf("best", [...lasting([1]), ...bests([1, "Infinity"])]).notes).toEqual([
      "1 session without Best objective left out.",
      "Changes of level can be told from 6 sessions on; there is 1.",
    ]);
  });
});
