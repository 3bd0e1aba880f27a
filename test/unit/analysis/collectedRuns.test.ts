// What is read off the table of a run's iterations for the sentences about it.
import { describe, expect, it } from "vitest";
import { collectRunFacts, positions } from "../../../src/analysis/verdicts/collectRunFacts";
import type { RunFacts } from "../../../src/analysis/verdicts/facts";
import { Column, Table } from "../../../src/model/table";
import type { RunSummary } from "../../../src/protocol/session";
import { count } from "./facts";

type Row = Readonly<Record<string, number>>;

const START = 1000;

/** A table of one iteration a second, from iteration 1 at the run's start. */
function tableOf(rows: readonly Row[]): Table {
  const table = new Table("run:a");
  rows.forEach((row, index) => table.append({ iteration: index + 1, time: START + index, ...row }));
  return table;
}

function factsOf(rows: readonly Row[], more: Partial<RunSummary> = {}, now = START + 60): RunFacts | undefined {
  const run: RunSummary = {
    id: "a",
    algorithm: "GA",
    status: "running",
    startTime: START,
    iterationCount: rows.length,
    lastIteration: rows.length,
    ...more,
  };
  return collectRunFacts(run, tableOf(rows), "GA", now);
}

describe("how a run goes", () => {
  it("is told by its best, else by its current objective", () => {
    expect(factsOf([{ best: 5, current: 9 }, { best: 4 }])?.byIteration.best).toEqual([5, 4]);
    expect(factsOf([{ current: 9 }, { current: 8 }])?.byIteration.best).toEqual([9, 8]);
    expect(factsOf([{ mean: 9 }])).toBeUndefined();
    expect(factsOf([{ best: NaN }])).toBeUndefined();
  });

  it("goes down unless it is said that more is better", () => {
    const rows = [{ best: 5 }, { best: 4 }, { best: 6 }];
    const best = (direction?: RunSummary["direction"]): readonly number[] | undefined =>
      factsOf(rows, direction === undefined ? {} : { direction })?.byIteration.best;
    expect([best(), best("minimize"), best(["minimize"])]).toEqual([
      [5, 4],
      [5, 4],
      [5, 4],
    ]);
    expect([best("maximize"), best(["maximize"])]).toEqual([
      [5, 6],
      [5, 6],
    ]);
  });

  it("goes up by its hypervolume where it has several objectives", () => {
    const rows = [
      { best: 9, hypervolume: 1 },
      { best: 8, hypervolume: 3 },
    ];
    const direction = ["minimize", "minimize"] as const;
    expect(factsOf(rows, { direction })?.byIteration).toMatchObject({ best: [1, 3], direction: "maximize" });
    expect(factsOf([{ best: 9 }], { direction })).toBeUndefined();
  });

  it("lasts until now while it runs, else until its end, which may be unknown", () => {
    const rows = [{ best: 5 }, { best: 4 }];
    const spans = [
      factsOf(rows, { lastIteration: 7 }),
      factsOf(rows, { status: "completed", endTime: START + 9 }),
      factsOf(rows, { status: "completed" }),
    ].map((facts) => facts && [facts.byIteration.end, facts.byTime.start, facts.byTime.end]);
    expect(spans).toEqual([
      [7, 0, 60],
      [2, 0, 9],
      [2, 0, 1],
    ]);
  });

  it("is not told without the time or the number of an iteration", () => {
    for (const missing of ["time", "iteration"]) {
      const table = tableOf([{ best: 5 }]);
      table.columns.delete(missing);
      const run = { id: "a", algorithm: "GA", status: "running", startTime: START, iterationCount: 1 } as const;
      expect(collectRunFacts(run, table, "GA", START)).toBeUndefined();
    }
  });

  it("keeps its extremes where it has more iterations than are looked at", () => {
    const rows = count(2000).map((index) => ({ best: index === 1234 ? -7 : 5 }));
    const { byIteration, byTime } = factsOf(rows) ?? {};
    expect([byIteration?.x, byIteration?.best]).toEqual([
      [1, 1235],
      [5, -7],
    ]);
    expect(byTime?.x).toEqual([0, 1234]);
  });
});

describe("the target of a run", () => {
  it("is a finite one of a single objective", () => {
    const target = (more: Partial<RunSummary>): unknown => factsOf([{ best: 5, hypervolume: 1 }], more)?.target;
    expect(target({ target: 3 })).toBe(3);
    expect(target({ target: 3, direction: ["maximize"] })).toBe(3);
    expect(target({ target: 3, direction: ["minimize", "minimize"] })).toBeUndefined();
    expect([target({ target: "Infinity" }), target({ target: "NaN" })]).toEqual([undefined, undefined]);
    for (const none of [{}, { target: "NaN" as const }]) {
      expect(factsOf([{ best: 5 }], none)).not.toHaveProperty("target");
    }
  });
});

describe("the front of a run", () => {
  const direction = ["minimize", "minimize"] as const;
  const points = [
    [1, 10],
    [3, 6],
    [5, 5],
  ];
  // Of ranges of 4 and 5: distances of 1.3, 0.7 and 0.7 to the nearest neighbour.
  const spacing = expect.closeTo(0.6 / Math.sqrt(3), 12) as number;
  const front = (row: Row, more: Partial<RunSummary>): unknown => factsOf([row], { direction, ...more })?.front;

  it("has the size that the run says, else that of the last one that it reported", () => {
    expect(front({ hypervolume: 1, front_size: 40 }, {})).toEqual({ size: 40 });
    expect(front({ hypervolume: 1 }, { front: points })).toEqual({ size: 3, spacing });
    expect(front({ hypervolume: 1, front_size: 40 }, { front: points })).toEqual({ size: 40, spacing });
    expect(factsOf([{ hypervolume: 1 }], { direction })).not.toHaveProperty("front");
  });

  it("is none of a single objective", () => {
    expect(factsOf([{ best: 1, front_size: 4 }], { front: points })).not.toHaveProperty("front");
  });

  it("is as even as its finite points, and as an objective that is always the same allows", () => {
    expect(front({ hypervolume: 1 }, { front: [...points, ["Infinity", 0], [2, "NaN"]] })).toEqual({
      size: 5,
      spacing,
    });
    const level = points.map(([first = NaN]) => [first, 7]);
    expect(front({ hypervolume: 1 }, { front: [...level, [9, 7]] })).toEqual({
      size: 4,
      // Neighbours at a quarter, a quarter, a quarter and a half of the range.
      spacing: expect.closeTo(0.125, 12),
    });
  });

  it("is not measured where it is too large for that", () => {
    const line = (length: number): number[][] => count(length).map((index) => [index, length - index]);
    expect(front({ hypervolume: 1 }, { front: line(1000) })).toEqual({ size: 1000, spacing: expect.closeTo(0, 9) });
    expect(front({ hypervolume: 1 }, { front: line(1001) })).toEqual({ size: 1001 });
  });
});

describe("the gap of a run", () => {
  it("is as it is said, else from incumbent and bound, from the run's start", () => {
    const rows = [{ bound: 50 }, { best: 100, bound: 60 }, { bound: 120 }];
    expect(factsOf(rows)?.gap).toEqual({ times: [1, 2], values: [0.4, 0.2] });
    const said = rows.map((row, index) => ({ ...row, gap: index === 0 ? NaN : -0.5 }));
    expect(factsOf(said)?.gap).toEqual({ times: [1, 2], values: [0.5, 0.5] });
  });

  it("is none without an incumbent, a bound or anything finite", () => {
    expect(factsOf([{ current: 1, bound: 3 }])).not.toHaveProperty("gap");
    expect(factsOf([{ best: 1 }])).not.toHaveProperty("gap");
    expect(factsOf([{ best: 1, bound: -Infinity }])).not.toHaveProperty("gap");
    const direction = ["minimize", "minimize"] as const;
    expect(factsOf([{ best: 1, bound: 0, hypervolume: 1 }], { direction })).not.toHaveProperty("gap");
  });
});

describe("what else a run tells", () => {
  it("is its diversity, else the deviation of its objective", () => {
    const rows = [
      { best: 1, std: 3, diversity: 7 },
      { best: 1, std: 2, diversity: 6 },
    ];
    expect(factsOf(rows)?.spread).toEqual({ isObjective: false, values: [7, 6] });
    expect(factsOf([{ best: 1, std: 3 }])?.spread).toEqual({ isObjective: true, values: [3] });
    expect(factsOf([{ best: 1 }])).not.toHaveProperty("spread");
  });

  it("is its newest acceptance, and what it called its best", () => {
    const rows = [
      { best: 1, acceptance_rate: 0.5 },
      { best: 3, acceptance_rate: 0.2 },
    ];
    expect(factsOf(rows)).toMatchObject({ acceptanceRate: 0.2, reportedBest: [1, 3] });
    const only = factsOf([{ current: 1 }]);
    expect(only).not.toHaveProperty("acceptanceRate");
    expect(only).not.toHaveProperty("reportedBest");
    const several = factsOf([{ best: 1, hypervolume: 1 }], { direction: ["minimize", "minimize"] });
    expect(several).not.toHaveProperty("reportedBest");
  });

  it("is no acceptance where its column is empty", () => {
    const table = tableOf([{ best: 1 }]);
    table.columns.set("acceptance_rate", new Column("acceptance_rate"));
    const run = { id: "a", algorithm: "GA", status: "running", startTime: START, iterationCount: 1 } as const;
    expect(collectRunFacts(run, table, "GA", START)).not.toHaveProperty("acceptanceRate");
  });

  it("is whether the program called it converged", () => {
    const converged = (more: Partial<RunSummary>): unknown => factsOf([{ best: 1 }], more)?.hasConverged;
    expect([converged({}), converged({ converged: false }), converged({ converged: true })]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe("the places that are looked at", () => {
  it("are at steps of a power of two, and the last one", () => {
    const places = (length: number): number[] => {
      const column = tableOf(new Array<Row>(length).fill({ best: 1 })).columns.get("best");
      return column === undefined ? [] : positions(column);
    };
    expect(places(3)).toEqual([0, 1, 2]);
    expect(places(513)).toEqual(count(257).map((index) => 2 * index));
    expect(places(514)).toEqual([...count(257).map((index) => 2 * index), 513]);
  });
});
