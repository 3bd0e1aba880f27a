import type { RunWriter } from "./runWriter";
import { RuleLog } from "./ruleLog";
import { finite, fraction, type LineRule, type LogFormat } from "./solverLog";

const DONE = { status: "completed", converged: true, termination: "tolerance" } as const;
const LIMITED = { status: "completed", converged: false } as const;

/** GLPK's glpsol and library. Its search says by `<=` that it maximizes and by `>=` that it minimizes. */
export const glpk: LogFormat = {
  name: "GLPK",
  preamble: ["GLPK Integer Optimizer 5.0"],
  create: (runs) => new GlpkLog(runs),
};

class GlpkLog extends RuleLog {
  /** A linear programme inside an integer one is no run of its own. */
  private isInteger = false;
  private relaxation: number | undefined;
  private firstFeasible: number | undefined;
  private columns: number | undefined;

  protected rules(): readonly LineRule[] {
    return [...this.headRules(), ...this.rowRules(), ...this.endRules()];
  }

  private headRules(): readonly LineRule[] {
    return [
      [/^GLPSOL: GLPK LP\/MIP Solver|^GLPSOL--GLPK LP\/MIP Solver/, () => this.forget()],
      [/^GLPK Integer Optimizer/, () => this.begin(true)],
      [
        /^GLPK Simplex Optimizer/,
        () => {
          if (!this.isInteger) this.begin(false);
        },
      ],
      [
        /^\d+ rows?, (\d+) columns?, \d+ non-zeros?$/,
        ([, columns]) => {
          this.columns ??= finite(columns);
          if (this.columns !== undefined) this.runs.describe({ dimension: this.columns });
        },
      ],
      [/^Integer optimization begins/, () => undefined],
    ];
  }

  private rowRules(): readonly LineRule[] {
    return [
      [
        /^\+ *(\d+): (?:mip =|>>>>>) +(not found yet|\S+) (<=|>=) +(tree is empty|\S+) +(?:([\d.]+%|< [\d.]+%) )?\((\d+); (\d+)\)/,
        ([, iterations, best, relation, bound, gap, open, fathomed]) =>
          this.search(relation === "<=", { iterations, best, bound, gap, open, fathomed }),
      ],
      [/^Solution found by heuristic: (\S+)/, ([, value]) => this.runs.report({ best: finite(value) })],
      [
        /^([*# ]) *(\d+): obj = +(\S+) inf = +(\S+)/,
        ([, phase, iterations, value]) => this.simplex(phase === "*", finite(iterations), finite(value)),
      ],
    ];
  }

  private endRules(): readonly LineRule[] {
    return [
      [/^INTEGER OPTIMAL SOLUTION FOUND/, () => this.finish(DONE)],
      [/^RELATIVE MIP GAP TOLERANCE REACHED/, () => this.finish({ ...DONE, message: "Within the gap tolerance." })],
      [/^OPTIMAL (LP )?SOLUTION FOUND/, () => this.solvedLinear()],
      [/^TIME LIMIT EXCEEDED/, () => this.finish({ ...LIMITED, termination: "time" })],
      [/^ITERATION LIMIT EXCEEDED/, () => this.finish({ ...LIMITED, termination: "iterations" })],
      [/^(?:LP|PROBLEM) HAS NO .*FEASIBLE SOLUTION/, ([message]) => this.infeasible(message)],
      [
        /^(?:LP|PROBLEM) HAS (?:UNBOUNDED PRIMAL|NO DUAL FEASIBLE) SOLUTION/,
        ([message]) => this.finish({ ...LIMITED, termination: "unbounded", message }),
      ],
      [/^SEARCH TERMINATED BY APPLICATION/, () => this.finish({ status: "stopped", termination: "callback" })],
      // Everything ends with this; what is known by then is all there is.
      [/^Time used: +\S+ secs/, () => this.forget()],
    ];
  }

  private forget(): void {
    this.runs.close();
    this.isInteger = false;
    this.columns = undefined;
  }

  private begin(isInteger: boolean): void {
    this.isInteger = isInteger;
    this.relaxation = undefined;
    this.firstFeasible = undefined;
    const dimension = this.columns === undefined ? {} : { dimension: this.columns };
    this.runs.start({ algorithm: isInteger ? "GLPK" : "GLPK simplex", library: "GLPK", ...dimension });
  }

  private search(maximizes: boolean, row: Readonly<Record<string, string | undefined>>): void {
    if (!this.runs.isOpen) this.begin(true);
    if (this.runs.direction === undefined) this.runs.setDirection(maximizes ? "maximize" : "minimize");
    const best = finite(row["best"]) ?? this.runs.best;
    const isDone = row["bound"] === "tree is empty";
    this.runs.report({
      best,
      // An empty tree proves the incumbent; before the first node is solved the relaxation is the bound.
      bound: isDone ? best : (finite(row["bound"]) ?? this.relaxation),
      gap: fraction(row["gap"]?.replace("<", "")),
      lp_iterations: finite(row["iterations"]),
      open_nodes: finite(row["open"]),
      nodes: finite(row["fathomed"]),
    });
  }

  /** Rows of the simplex method; only feasible ones have a value that counts, and its way tells the direction. */
  private simplex(isFeasible: boolean, iterations: number | undefined, value: number | undefined): void {
    if (isFeasible) this.relaxation = value;
    if (this.isInteger || !isFeasible || value === undefined) return;
    this.firstFeasible ??= value;
    if (this.runs.direction === undefined && value !== this.firstFeasible) {
      this.runs.setDirection(value > this.firstFeasible ? "maximize" : "minimize");
    }
    this.runs.report({ best: value, lp_iterations: iterations }, iterations);
  }

  private solvedLinear(): void {
    if (!this.isInteger) this.finish(DONE);
  }

  private finish(outcome: Parameters<RunWriter["end"]>[0]): void {
    this.runs.end(outcome);
    this.isInteger = false;
  }

  private infeasible(message: string): void {
    this.finish({ ...LIMITED, termination: "infeasible", message });
  }
}
