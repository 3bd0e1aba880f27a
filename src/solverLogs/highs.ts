import { RuleLog } from "./ruleLog";
import { count, finite, fraction, outcomeOf, type LineRule, type LogFormat, type OutcomeRule } from "./solverLog";

/** What `Status` (of a MIP) and `Model status` (of an LP) may say. */
const STATUSES: readonly OutcomeRule[] = [
  [/^Optimal/, { status: "completed", converged: true, termination: "tolerance" }],
  [/^Time limit/, { status: "completed", converged: false, termination: "time" }],
  [/^Iteration limit/, { status: "completed", converged: false, termination: "iterations" }],
  [/^Solution limit/, { status: "completed", converged: false, termination: "solutions" }],
  [/^(Infeasible|Primal infeasible)/i, { status: "completed", converged: false, termination: "infeasible" }],
  [/^(Unbounded|Primal unbounded)/i, { status: "completed", converged: false, termination: "unbounded" }],
  [/interrupt/i, { status: "stopped", converged: false, termination: "interrupted" }],
  [/limit/i, { status: "completed", converged: false, termination: "limit" }],
  [/error/i, { status: "failed", converged: false, termination: "error" }],
];

/** HiGHS, from its own program, through SciPy's `milp` and `linprog`, PuLP and others. Bound stands before incumbent. */
export const highs: LogFormat = {
  name: "HiGHS",
  preamble: ["Running HiGHS 1.7.0", "Solving MIP model with:"],
  create: (runs) => new HighsLog(runs),
};

class HighsLog extends RuleLog {
  private isInteger = false;

  protected rules(): readonly LineRule[] {
    return [...this.headRules(), ...this.rowRules(), ...this.endRules()];
  }

  private headRules(): readonly LineRule[] {
    return [
      [
        /^Running HiGHS /,
        () => {
          this.isInteger = false;
          this.runs.start({ algorithm: "HiGHS", library: "HiGHS" });
        },
      ],
      [/^(?:Solving MIP model with|MIP model has|MIP +\S+ has)/, () => (this.isInteger = true)],
      [/^ +(\d+) cols? \(/, ([, columns]) => this.runs.describe(dimension(columns))],
      [/^\d+ rows, (\d+) cols, \d+ nonzeros/, ([, columns]) => this.runs.describe(dimension(columns))],
    ];
  }

  private rowRules(): readonly LineRule[] {
    return [
      [
        /^ ?[A-Za-z]? +(\d[\d.]*\S?) +(\d[\d.]*\S?) +(\d[\d.]*\S?) +[\d.]+% +(-?\S+) +(-?\S+) +(\S+) +\d\S* +\d\S* +\d\S* +(\d[\d.]*\S?) +[\d.]+s$/,
        ([, nodes, open, , bound, best, gap, iterations]) => this.search({ nodes, open, bound, best, gap, iterations }),
      ],
      [
        /^ +(\d+) +(-?[\d.]+e[-+]\d+) +Pr: \d+\(\S+\)/,
        ([, iterations, value]) => this.runs.report({ current: finite(value) }, finite(iterations)),
      ],
    ];
  }

  private endRules(): readonly LineRule[] {
    return [
      [/^(?: +Status|Model +status +:) +(\S.*)/, ([, text = ""]) => this.settle(text)],
      [/^ +Primal bound +(\S+)/, ([, value]) => this.settleBest(finite(value))],
      [/^ +Dual bound +(\S+)/, ([, value]) => this.runs.isOpen && this.finalBound(finite(value))],
      [/^ +Nodes +(\d+)/, ([, nodes]) => this.runs.isOpen && (this.nodes = finite(nodes))],
      [/^ +LP iterations +(\d+) \(total\)/, ([, iterations]) => this.finish(finite(iterations))],
      [/^Objective value +: +(\S+)/, ([, value]) => this.settleBest(finite(value))],
      [
        /^HiGHS run time +:/,
        () => {
          if (!this.isInteger) this.runs.close();
        },
      ],
    ];
  }

  private nodes: number | undefined;
  private best: number | undefined;
  private dual: number | undefined;

  private search(row: Readonly<Record<string, string | undefined>>): void {
    if (!this.runs.isOpen) return;
    const { bound, best } = row;
    // Where there is no incumbent, the sign of its infinity tells the direction.
    if (this.runs.direction === undefined && (best === "inf" || best === "-inf")) {
      this.runs.setDirection(best === "inf" ? "minimize" : "maximize");
    }
    this.runs.report({
      best: finite(best),
      bound: finite(bound),
      gap: fraction(row["gap"]),
      nodes: count(row["nodes"]),
      open_nodes: count(row["open"]),
      lp_iterations: count(row["iterations"]),
    });
  }

  private settle(text: string): void {
    this.nodes = undefined;
    this.best = undefined;
    this.dual = undefined;
    this.runs.settle(outcomeOf(STATUSES, text));
  }

  private settleBest(value: number | undefined): void {
    if (value === undefined || !this.runs.isOpen) return;
    this.best = value;
    this.runs.settle({ best: value });
  }

  private finalBound(value: number | undefined): void {
    this.dual = value;
  }

  /** The report of a MIP ends with its counts, which are the last iteration. */
  private finish(iterations: number | undefined): void {
    if (!this.runs.isOpen) return;
    this.runs.report({ best: this.best, bound: this.dual, nodes: this.nodes, lp_iterations: iterations });
    this.runs.close();
  }
}

function dimension(text: string | undefined): { readonly dimension?: number } {
  const value = finite(text);
  return value === undefined ? {} : { dimension: value };
}
