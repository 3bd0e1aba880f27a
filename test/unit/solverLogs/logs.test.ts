// Logs as solvers print them. Those of CBC, GLPK, HiGHS 1.2 and SciPy are recorded from the real programs and shortened; the
// others are written after the formats that their makers document.
import { describe, expect, it } from "vitest";
import { logText, runsOf, type ReadRun } from "./readLog";

const OPTIMAL = { status: "completed", converged: true, termination: "tolerance" };

function only(name: string): ReadRun {
  const runs = runsOf(logText(name));
  expect(runs).toHaveLength(1);
  const [run] = runs;
  if (run === undefined) throw new Error("there is no run");
  return run;
}

describe("CBC", () => {
  it("a maximization, whose inner values are negated", () => {
    const { start, iterations, end } = only("cbc-maximize");
    expect(start).toMatchObject({ algorithm: "CBC", library: "CBC", direction: "maximize", dimension: 60 });
    expect(iterations[0]).toMatchObject({ best: 25443, nodes: 0 });
    expect(iterations[1]).toMatchObject({ best: 25443, bound: 25853.411, nodes: 0, open_nodes: 1 });
    expect(iterations.at(-1)).toMatchObject({ best: 25713, bound: 25713, gap: 0, nodes: 16294, lp_iterations: 51547 });
    expect(iterations.map(({ iteration }) => iteration)).toEqual(iterations.map((_, index) => index + 1));
    expect(end).toMatchObject({ ...OPTIMAL, best: 25713 });
  });

  it("a time limit, with the gap that was left", () => {
    const { start, iterations, end } = only("cbc-time-limit");
    expect(start).toMatchObject({ direction: "maximize" });
    const last = iterations.at(-1);
    expect(last).toMatchObject({ bound: 42816.613 });
    expect(last?.["gap"]).toBeCloseTo((42816.613 - Number(last?.["best"])) / Number(last?.["best"]), 10);
    expect(end).toMatchObject({ status: "completed", converged: false, termination: "time", best: last?.["best"] });
  });

  it("an infeasible model has no best value, whatever stands in its place", () => {
    const { iterations, end } = only("cbc-infeasible");
    expect(iterations.length).toBeGreaterThan(0);
    expect(iterations.filter((iteration) => "best" in iteration)).toEqual([]);
    expect(end).toMatchObject({ status: "completed", converged: false, termination: "infeasible" });
    expect(end).not.toHaveProperty("best");
  });

  it("an interrupted search is stopped", () => {
    const log = logText("cbc-time-limit").replace("Stopped on time limit", "User ctrl-cuser ctrl-c");
    expect(runsOf(log)[0]?.end).toMatchObject({ status: "stopped", termination: "interrupted" });
  });

  it("several solves in one output are several runs", () => {
    const runs = runsOf(logText("cbc-maximize") + logText("cbc-infeasible") + logText("cbc-time-limit"));
    expect(runs.map(({ end }) => end?.["termination"])).toEqual(["tolerance", "infeasible", "time"]);
    expect(runs.map(({ start }) => start["direction"])).toEqual(["maximize", "minimize", "maximize"]);
    expect(new Set(runs.map(({ start }) => start["run"])).size).toBe(3);
  });

  it("a linear programme alone is a run of CLP; before a search it is none", () => {
    const linear = "Optimal objective 5 - 2 iterations time 0.002\n";
    const alone = runsOf(`Welcome to the CBC MILP Solver \n${linear}Total time (CPU seconds):  0.00\n`);
    expect(alone).toMatchObject([{ start: { algorithm: "CLP" }, iterations: [{ best: 5 }], end: OPTIMAL }]);
    const before = logText("cbc-maximize").replace("Continuous objective", `${linear}Continuous objective`);
    expect(runsOf(before)).toHaveLength(1);
  });
});

describe("GLPK", () => {
  it("a maximization: <=, incumbents of its heuristics, an empty tree", () => {
    const { start, iterations, end } = only("glpk-maximize");
    expect(start).toMatchObject({ algorithm: "GLPK", direction: "maximize", dimension: 60 });
    expect(iterations[0]).toMatchObject({ bound: 25911.12053, open_nodes: 1, nodes: 0 });
    expect(iterations[0]).not.toHaveProperty("best");
    expect(iterations.slice(1, 7).map(({ best }) => best)).toEqual([25021, 25360, 25453, 25533, 25626, 25713]);
    expect(iterations.at(-1)).toMatchObject({ best: 25713, bound: 25713, gap: 0, nodes: 1305, lp_iterations: 3490 });
    expect(end).toMatchObject({ ...OPTIMAL, best: 25713 });
  });

  it("no integer solution", () => {
    const { start, end } = only("glpk-infeasible");
    expect(start).toMatchObject({ direction: "minimize" });
    expect(end).toMatchObject({ status: "completed", converged: false, termination: "infeasible" });
  });

  it("the simplex method alone: its direction by the way of its values", () => {
    const { start, iterations, end } = only("glpk-simplex");
    expect(start).toMatchObject({ algorithm: "GLPK simplex", direction: "maximize" });
    expect(iterations.map(({ best }) => best)).toEqual([0, 5]);
    expect(end).toMatchObject({ ...OPTIMAL, best: 5 });
  });

  it.each([
    ["TIME LIMIT EXCEEDED; SEARCH TERMINATED", "time"],
    ["RELATIVE MIP GAP TOLERANCE REACHED; SEARCH TERMINATED", "tolerance"],
  ])("ends by %s", (line, termination) => {
    const log = logText("glpk-maximize").replace("INTEGER OPTIMAL SOLUTION FOUND", line);
    expect(runsOf(log)[0]?.end).toMatchObject({ status: "completed", termination });
  });
});

describe("HiGHS", () => {
  it("bound before incumbent, the report as last iteration", () => {
    const { start, iterations, end } = only("highs-mip");
    expect(start).toMatchObject({ algorithm: "HiGHS", direction: "minimize", dimension: 60 });
    expect(iterations[0]).toMatchObject({ bound: -46196 });
    expect(iterations[1]).toMatchObject({ bound: -46196, best: -23384 });
    expect(iterations[1]?.["gap"]).toBeCloseTo(0.9755, 12);
    expect(iterations.at(-1)).toMatchObject({ best: -26579, bound: -26581, nodes: 9416, lp_iterations: 57813 });
    expect(end).toMatchObject({ ...OPTIMAL, best: -26579 });
  });

  it("a maximization and its time limit, in the layout of newer versions", () => {
    const { start, iterations, end } = only("highs-maximize");
    expect(start).toMatchObject({ direction: "maximize", dimension: 100 });
    expect(iterations).toHaveLength(7);
    expect(iterations[5]).toMatchObject({ nodes: 12300, lp_iterations: 112000, best: 42525, bound: 42701.004318 });
    expect(end).toMatchObject({ status: "completed", converged: false, termination: "time", best: 42525 });
  });
});

describe("Gurobi", () => {
  it("incumbent before bound, rows with words in their columns, a time limit", () => {
    const { start, iterations, end } = only("gurobi-maximize");
    expect(start).toMatchObject({ algorithm: "Gurobi", direction: "maximize", dimension: 100 });
    expect(iterations.map(({ best }) => best)).toEqual([
      ...[38510, undefined, 38510, 42041, 42349, 42387, 42387, 42525],
      ...[42525, 42525],
    ]);
    expect(iterations[6]).toMatchObject({ bound: 42790, gap: 0.0095, nodes: 1234, open_nodes: 567 });
    expect(iterations[8]).toMatchObject({ nodes: 2210, lp_iterations: 19881 });
    expect(end).toMatchObject({ status: "completed", converged: false, termination: "time", best: 42525 });
  });

  it("without an incumbent, the way of the bound tells the direction", () => {
    const { start, iterations, end } = only("gurobi-minimize");
    expect(start).toMatchObject({ direction: "minimize" });
    expect(iterations[1]).toMatchObject({ bound: 2111.6 });
    expect(iterations[1]).not.toHaveProperty("best");
    expect(end).toMatchObject({ ...OPTIMAL, best: 2688 });
  });
});

describe("SCIP", () => {
  it("dual before primal, long counts, titles that come again", () => {
    const { start, iterations, end } = only("scip-minimize");
    expect(start).toMatchObject({ algorithm: "SCIP", direction: "minimize", dimension: 108 });
    expect(iterations[0]).toMatchObject({ best: 4105, bound: 0 });
    expect(iterations[4]).toMatchObject({ nodes: 12500, lp_iterations: 188000, open_nodes: 311, gap: 0.0064 });
    expect(iterations.at(-1)).toMatchObject({ best: 2688, bound: 2688, nodes: 14021 });
    expect(end).toMatchObject({ ...OPTIMAL, best: 2688 });
  });
});

describe("CPLEX", () => {
  it("numbers by the column that they stand in", () => {
    const { start, iterations, end } = only("cplex-maximize");
    expect(start).toMatchObject({ algorithm: "CPLEX", direction: "maximize" });
    expect(iterations[0]).toMatchObject({ best: 38510, bound: 73412, nodes: 0, open_nodes: 0, gap: 0.9063 });
    expect(iterations[3]).toMatchObject({ best: 42349, lp_iterations: 120 });
    expect(iterations[3]).not.toHaveProperty("bound");
    expect(iterations[5]).toMatchObject({
      best: 42387,
      bound: 42800,
      nodes: 531,
      open_nodes: 210,
      lp_iterations: 4939,
    });
    expect(iterations.at(-1)).toMatchObject({ best: 42525, bound: 42688, nodes: 2210, lp_iterations: 19881 });
    expect(end).toMatchObject({ status: "completed", converged: false, termination: "time", best: 42525 });
  });
});

describe("pycma", () => {
  it("the best so far beside the iteration's own", () => {
    const { start, iterations, end } = only("pycma");
    expect(start).toMatchObject({
      ...{ algorithm: "aCMA-ES", library: "pycma", direction: "minimize", dimension: 5, seed: 382741 },
      population_size: 8,
    });
    expect(iterations.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 100, 151]);
    expect(iterations[2]).toMatchObject({ evaluations: 24, current: 11.20349917360118, best: 9.412773912403127 });
    expect(iterations[4]).toMatchObject({ step_size: 3.05e-7, axis_ratio: 5.1 });
    expect(end).toMatchObject({ ...OPTIMAL, best: 8.771933e-15, evaluations: 1209 });
  });
});

describe("SciPy", () => {
  const runs = runsOf(logText("scipy"));
  const named = (algorithm: string): readonly ReadRun[] => runs.filter(({ start }) => start["algorithm"] === algorithm);

  it("every method that prints is a run", () => {
    const algorithms = [
      "minimize",
      "SLSQP",
      "trust-constr",
      "differential evolution",
      "basin-hopping",
      "least squares",
    ];
    const counts = [...algorithms, "L-BFGS-B"].map((algorithm) => [algorithm, named(algorithm).length]);
    expect(Object.fromEntries(counts)).toEqual({
      ...{ minimize: 7, SLSQP: 1, "trust-constr": 1, "differential evolution": 1, "basin-hopping": 1 },
      ...{ "least squares": 1, "L-BFGS-B": 2 },
    });
  });

  it("a summary alone: one iteration, and how it ended", () => {
    const [nelderMead, , limited] = named("minimize");
    expect(nelderMead).toMatchObject({ iterations: [{ iteration: 100, evaluations: 178, best: 0 }], end: OPTIMAL });
    expect(limited?.end).toMatchObject({ status: "completed", converged: false, termination: "iterations" });
  });

  it("L-BFGS-B with Fortran's exponents", () => {
    const [first, second] = named("L-BFGS-B");
    expect(first?.start).toMatchObject({ dimension: 3 });
    expect(first?.iterations.map(({ best }) => best).slice(0, 2)).toEqual([107.8, 0.196741]);
    expect(first?.end).toMatchObject({ termination: "iterations", best: 0.018646251307736506, evaluations: 8 });
    expect(second?.end).toMatchObject({ ...OPTIMAL, best: 1.6556894915995133e-11, evaluations: 23 });
  });

  it("tables of SLSQP, trust-constr and least_squares", () => {
    expect(named("SLSQP")[0]?.iterations).toHaveLength(29);
    expect(named("SLSQP")[0]?.end).toMatchObject({ ...OPTIMAL, best: 1.576147220923731e-8, evaluations: 129 });
    expect(named("trust-constr")[0]?.iterations.at(-1)).toMatchObject({ iteration: 5, current: 0.29909, violation: 0 });
    expect(named("least squares")[0]?.iterations.map(({ best }) => best)).toEqual([200.5, 50, 9.8669e-30]);
  });

  it("steps of the global methods", () => {
    const [evolution] = named("differential evolution");
    expect(evolution?.iterations.map(({ best }) => best)).toEqual([14.304, 14.304, 2.44426, 2.44426, 2.44426]);
    expect(named("basin-hopping")[0]?.iterations.at(-1)).toMatchObject({ iteration: 4, best: 2.66223e-11 });
  });
});
