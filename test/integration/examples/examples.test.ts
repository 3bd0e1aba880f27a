import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXAMPLES, readResult, runProgram, withFolder, type Ended, type ReportedRun } from "./program";

/** Debian's own Python, which has the libraries of Debian's packages. */
const SYSTEM_PYTHON = "/usr/bin/python3";

/** One example as a task starts it, and what its `--fast` run promises. */
interface Example {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly exitCode: number;
  readonly example: string;
  readonly runs: readonly Omit<ReportedRun, "best">[];
  readonly files: readonly string[];
  /** What has to be installed for it: a package of Debian's Python. */
  readonly library?: string;
}

const PORTFOLIO_RUNS = [
  { algorithm: "Genetic Algorithm", iterations: 26, evaluations: 990 },
  { algorithm: "Particle Swarm", iterations: 25, evaluations: 1000 },
  { algorithm: "Simulated Annealing", iterations: 25, evaluations: 961 },
  { algorithm: "Differential Evolution", iterations: 25, evaluations: 1000 },
];

const REGIMES = ["calm", "mild", "lively", "stormy"];
const ASSETS = ["AAPL", "AMZN", "GOOG", "IBM", "MSFT", "SP500"];

const examples: readonly Example[] = [
  {
    name: "portfolio (Python)",
    command: "python3",
    args: ["portfolio/portfolio.py"],
    exitCode: 0,
    example: "portfolio",
    runs: PORTFOLIO_RUNS,
    files: ["convergence.csv", "summary.json", "weights.csv"],
  },
  {
    name: "portfolio (TypeScript)",
    command: "node",
    args: ["--import", "tsx", "portfolio/portfolio.ts"],
    exitCode: 0,
    example: "portfolio-node",
    runs: PORTFOLIO_RUNS,
    files: ["convergence.csv", "summary.json", "weights.csv"],
  },
  {
    name: "tour",
    command: "python3",
    args: ["tour/tour.py"],
    exitCode: 0,
    example: "tour",
    runs: [
      { algorithm: "Genetic Algorithm", iterations: 101, evaluations: 11_720 },
      { algorithm: "Simulated Annealing", iterations: 61, evaluations: 120_001 },
      { algorithm: "Ant Colony", iterations: 31, evaluations: 751 },
    ],
    files: ["ant-colony.json", "genetic-algorithm.json", "simulated-annealing.json"],
  },
  {
    name: "frontier (DEAP)",
    command: SYSTEM_PYTHON,
    args: ["libraries/frontier.py"],
    exitCode: 0,
    example: "frontier",
    runs: [{ algorithm: "eaMuPlusLambda", iterations: 21, evaluations: 840 }],
    files: ["frontier.csv"],
    library: "deap",
  },
  {
    name: "tuning (Optuna)",
    command: SYSTEM_PYTHON,
    args: ["libraries/tuning.py"],
    exitCode: 0,
    example: "tuning",
    runs: [{ algorithm: "TPESampler", iterations: 20, evaluations: 20 }],
    files: ["trials.csv"],
    library: "optuna",
  },
  {
    name: "failing",
    command: "python3",
    args: ["failing/failing.py"],
    exitCode: 1,
    example: "failing",
    runs: [{ algorithm: "Gradient Descent", iterations: 811, evaluations: 811 }],
    files: ["result.json"],
  },
  {
    name: "quiet",
    command: "python3",
    args: ["quiet/quiet.py"],
    exitCode: 0,
    example: "quiet",
    runs: [],
    files: ["result.json"],
  },
  {
    name: "stopped in the middle",
    command: "python3",
    args: ["stopped/stopped.py"],
    exitCode: 0,
    example: "stopped",
    runs: [{ algorithm: "Evolution Strategy", iterations: 60, evaluations: 4800 }],
    files: ["result.json"],
  },
];

/** Far above the five seconds that a fast run takes on two busy cores, far below a full run. */
const BOUND_SECONDS = 25;

function runFast(example: Example, folder: string, ...more: readonly string[]): Promise<Ended> {
  return runProgram({ command: example.command, args: [...example.args, "--fast", "--output", folder, ...more] });
}

function isInstalled({ library }: Example): boolean {
  return library === undefined || existsSync(join("/usr/lib/python3/dist-packages", library));
}

describe.each(examples)("$name, fast and unmonitored", (example) => {
  it.runIf(isInstalled(example))(
    "exits as promised, writes its files and reports what it did, the same in every run",
    async () => {
      await withFolder(async (folder) => {
        const first = await runFast(example, folder);
        expect(first.exitCode, first.stderr).toBe(example.exitCode);
        expect(first.seconds).toBeLessThan(BOUND_SECONDS);
        const result = readResult(first.stdout);
        expect(result.example).toBe(example.example);
        expect(result.runs.map(({ best: _, ...counts }) => counts)).toEqual(example.runs);
        for (const { best } of result.runs) expect(Number.isFinite(best)).toBe(true);
        expect(readdirSync(folder).sort()).toEqual(example.files);

        const second = await runFast(example, folder);
        expect(readResult(second.stdout)).toEqual(result);
      });
    },
  );
});

describe("the portfolio", () => {
  const [python, node] = examples;
  if (python === undefined || node === undefined) throw new Error("both portfolio examples are listed first");

  it.each([python, node])("$name: weights are a portfolio within the limits", async (example) => {
    await withFolder(async (folder) => {
      await runFast(example, folder);
      const [header, ...rows] = readRows(join(folder, "weights.csv"));
      expect(header).toEqual(["regime", "symbol", ...PORTFOLIO_RUNS.map((run) => run.algorithm)]);
      expect(rows.map(([regime, symbol]) => [regime, symbol])).toEqual(
        REGIMES.flatMap((regime) => ASSETS.map((symbol) => [regime, symbol])),
      );
      for (const { regime, column } of REGIMES.flatMap((name) =>
        PORTFOLIO_RUNS.map((_, run) => ({ regime: name, column: run + 2 })),
      )) {
        const weights = rows.filter(([name]) => name === regime).map((row) => Number(row[column]));
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        // A position is worth its fees or is not held; the largest may exceed 40 % a little, at the price of a penalty.
        for (const weight of weights) expect(weight === 0 || (weight >= 0.02 && weight < 0.43)).toBe(true);
      }
    });
  });

  it("finds the same in one process and in two, and something else with another seed", async () => {
    await withFolder(async (folder) => {
      const one = readResult((await runFast(python, folder, "--workers", "1")).stdout);
      const two = readResult((await runFast(python, folder, "--workers", "2")).stdout);
      const other = readResult((await runFast(python, folder, "--seed", "2")).stdout);
      expect(two).toEqual(one);
      expect(other).not.toEqual(one);
    });
  });

  it.each([python, node])("$name: names the file and the reason when prices are wrong", async (example) => {
    await withFolder(async (folder) => {
      const ended = await runFast(example, folder, "--prices", join(folder, "nothing"));
      expect(ended.exitCode).toBe(1);
      expect(ended.stderr).toContain(join(folder, "nothing"));
    });
  });
});

describe("the tour", () => {
  it("visits every capital once, and its length is that of its legs", async () => {
    const tour = examples.find((example) => example.name === "tour");
    if (tour === undefined) throw new Error("the tour is listed");
    const capitals = readCapitals();
    await withFolder(async (folder) => {
      await runFast(tour, folder);
      for (const file of tour.files) {
        const found = JSON.parse(readFileSync(join(folder, file), "utf8")) as { tour: string[]; best: number };
        expect(new Set(found.tour).size).toBe(50);
        expect(found.tour).toHaveLength(50);
        expect(found.best).toBeCloseTo(measureTour(found.tour, capitals), 6);
      }
    });
  });
});

describe("an example of a library", () => {
  it.each(examples.filter((example) => example.library !== undefined))(
    "$name: says what to install",
    async (example) => {
      // Isolated, and without the folders of installed packages, no library is found.
      const ended = await runProgram({ command: "python3", args: ["-I", "-S", ...example.args, "--fast"] });
      expect(ended.exitCode).toBe(1);
      expect(ended.stderr).toContain(`pip install ${example.library ?? ""}`);
      expect(ended.stderr.trimEnd().split("\n")).toHaveLength(1);
    },
  );
});

describe("failing", () => {
  it("says why on the error output", async () => {
    const failing = examples.find((example) => example.name === "failing");
    if (failing === undefined) throw new Error("the failing example is listed");
    await withFolder(async (folder) => {
      const { stderr } = await runFast(failing, folder);
      expect(stderr).toMatch(/DivergedError: iteration 810: the objective is inf/);
    });
  });
});

describe("stopped in the middle", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("keeps what it found on %s and exits with 130", async (name) => {
    await withFolder(async (folder) => {
      const ended = await runProgram({
        command: "python3",
        args: ["stopped/stopped.py", "--output", folder],
        onOutput: (stdout, signal) => {
          if (stdout.includes("50 generations") && !stdout.includes("RESULT")) signal(name);
        },
      });
      expect(ended.exitCode, ended.stderr).toBe(130);
      const [run] = readResult(ended.stdout).runs;
      expect(run?.iterations).toBeGreaterThanOrEqual(50);
      expect(run?.iterations).toBeLessThan(100_000);
      expect(existsSync(join(folder, "result.json"))).toBe(true);
    });
  });
});

/** A point on the globe, in radians. */
type Point = readonly [latitude: number, longitude: number];

function readCapitals(): ReadonlyMap<string, Point> {
  const [, ...rows] = readFileSync(join(EXAMPLES, "data", "capitals.csv"), "utf8")
    .trimEnd()
    .split("\n");
  return new Map(
    rows.map((row) => {
      const [, name = "", latitude, longitude] = /^"([^"]+)",([^,]+),([^,]+)$/.exec(row) ?? [];
      return [name, [(Number(latitude) * Math.PI) / 180, (Number(longitude) * Math.PI) / 180]] as const;
    }),
  );
}

/** The length of a round trip by the law of cosines, another formula than that of the example. */
function measureTour(tour: readonly string[], places: ReadonlyMap<string, Point>): number {
  return tour.reduce((length, name, index) => {
    const [latitude, longitude] = places.get(name) ?? [NaN, NaN];
    const [nextLatitude, nextLongitude] = places.get(tour[(index + 1) % tour.length] ?? "") ?? [NaN, NaN];
    const levels = Math.cos(latitude) * Math.cos(nextLatitude) * Math.cos(nextLongitude - longitude);
    return length + 6371.0088 * Math.acos(Math.sin(latitude) * Math.sin(nextLatitude) + levels);
  }, 0);
}

function readRows(path: string): string[][] {
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
}
