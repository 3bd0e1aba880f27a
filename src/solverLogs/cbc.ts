import { RuleLog } from "./ruleLog";
import { count, finite, outcomeOf, type LineRule, type LogFormat, type OutcomeRule } from "./solverLog";

/** CBC stands for "none yet" by this, or by the largest double. */
const NO_SOLUTION = 1e50;

/** What `Result - …` says, and how a run that ends so ended. */
const RESULTS: readonly OutcomeRule[] = [
  [/^Optimal solution found/, { status: "completed", converged: true, termination: "tolerance" }],
  [/^Stopped on time/, { status: "completed", converged: false, termination: "time" }],
  [/^Stopped on node/, { status: "completed", converged: false, termination: "nodes" }],
  [/^Stopped on solution/, { status: "completed", converged: false, termination: "solutions" }],
  [/^Stopped on iteration/, { status: "completed", converged: false, termination: "iterations" }],
  [/infeasible/i, { status: "completed", converged: false, termination: "infeasible" }],
  [/unbounded/i, { status: "completed", converged: false, termination: "unbounded" }],
  [/^(User )?ctrl-c|interrupt/i, { status: "stopped", converged: false, termination: "interrupted" }],
];

/**
 * COIN-OR CBC. Its `Cbc00xxI` lines always minimize: of a maximization they hold the negated values. That shows in its
 * header, in its command line, or by the sign of the relaxation's value, which is printed as it is.
 */
export const cbc: LogFormat = {
  name: "CBC",
  preamble: ["Welcome to the CBC MILP Solver"],
  create: (runs) => new CbcLog(runs),
};

class CbcLog extends RuleLog {
  private maximizes = false;
  private relaxation: number | undefined;
  private columns: number | undefined;
  /** The optimum of a linear programme, told once it is clear that no search follows. */
  private linear: number | undefined;

  protected rules(): readonly LineRule[] {
    return [...this.headRules(), ...this.searchRules(), ...this.endRules()];
  }

  private headRules(): readonly LineRule[] {
    return [
      [/^Welcome to the CBC MILP Solver/, () => this.forget()],
      [/^command line - (.*)/, ([, text = ""]) => this.readCommand(text)],
      [/Maximization problem reformulated as minimization/, () => (this.maximizes = true)],
      [/^Continuous objective value is (\S+)/, ([, value]) => this.solve(finite(value))],
      [
        /^Cgl0004I processed model has \d+ rows, (\d+) columns/,
        ([, columns]) => {
          this.columns ??= finite(columns);
          if (this.columns !== undefined) this.runs.describe({ dimension: this.columns });
        },
      ],
    ];
  }

  private searchRules(): readonly LineRule[] {
    const number = "([-+]?[\\d.]+(?:e[-+]?\\d+)?)";
    return [
      [
        new RegExp(`^Cbc0010I After (\\d+) nodes, (\\d+) on tree, ${number} best solution, best possible ${number} `),
        ([, nodes, open, best, bound]) => this.report({ nodes, open_nodes: open }, best, bound),
      ],
      [
        new RegExp(
          `^Cbc00(?:04|12|16)I Integer solution of ${number} found .*?after (\\d+) iterations and (\\d+) nodes`,
        ),
        ([, best, iterations, nodes]) => this.report({ nodes, lp_iterations: iterations }, best),
      ],
      [
        new RegExp(`^Cbc0001I Search completed - best objective ${number}, took (\\d+) iterations and (\\d+) nodes`),
        ([, best, iterations, nodes]) => this.report({ nodes, lp_iterations: iterations, open_nodes: "0" }, best, best),
      ],
      [
        new RegExp(
          `^Cbc0005I Partial search - best objective ${number} \\(best possible ${number}\\), took (\\d+) iterations and (\\d+) nodes`,
        ),
        ([, best, bound, iterations, nodes]) => this.report({ nodes, lp_iterations: iterations }, best, bound),
      ],
      [/^Cbc\d{4}[IWES] /, () => undefined],
    ];
  }

  private endRules(): readonly LineRule[] {
    return [
      [/^Result - (.*)/, ([, text = ""]) => this.settle(text)],
      [/^Problem (?:is|proven) infeasible|^Pre-processing says infeasible/, ([text]) => this.settle(text)],
      [/^Optimal objective (\S+) - \d+ iterations/, ([, value]) => (this.linear = finite(value))],
      [/^Objective value: +(\S+)/, ([, value]) => this.settleBest(finite(value))],
      [/^Total time \(CPU seconds\)/, () => this.forget()],
    ];
  }

  /** A solve is over, or another one begins. */
  private forget(): void {
    if (this.linear !== undefined) this.solvedLinear(this.linear);
    this.runs.close();
    this.linear = undefined;
    this.maximizes = false;
    this.relaxation = undefined;
    this.columns = undefined;
  }

  private readCommand(text: string): void {
    this.maximizes = /(^|\s)-{0,2}max(imi[sz]e)?(\s|$)/i.test(text);
  }

  private solve(relaxation: number | undefined): void {
    this.relaxation = relaxation;
    // What was solved before is this search's relaxation and no run of its own.
    this.linear = undefined;
    this.begin("CBC");
  }

  private begin(algorithm: string): void {
    this.runs.start({ algorithm, library: "CBC", ...(this.columns === undefined ? {} : { dimension: this.columns }) });
  }

  private report(
    counts: Readonly<Record<string, string | undefined>>,
    bestText: string | undefined,
    boundText?: string,
  ): void {
    if (!this.runs.isOpen) this.begin("CBC");
    const best = solution(bestText);
    const bound = solution(boundText);
    if (this.runs.direction === undefined) this.runs.setDirection(this.directionOf(bound ?? best));
    const sign = this.runs.direction === "maximize" ? -1 : 1;
    const numbers = Object.fromEntries(Object.entries(counts).map(([name, text]) => [name, count(text)]));
    this.runs.report({
      ...numbers,
      best: best === undefined ? undefined : sign * best,
      bound: bound === undefined ? undefined : sign * bound,
    });
  }

  private directionOf(inside: number | undefined): "minimize" | "maximize" {
    const { relaxation } = this;
    const isNegated = inside !== undefined && relaxation !== undefined && inside * relaxation < 0;
    return this.maximizes || isNegated ? "maximize" : "minimize";
  }

  private settle(text: string): void {
    if (!this.runs.isOpen) this.begin("CBC");
    this.runs.settle(outcomeOf(RESULTS, text));
  }

  private solvedLinear(value: number): void {
    this.begin("CLP");
    this.runs.setDirection(this.maximizes ? "maximize" : "minimize");
    this.runs.report({ best: value });
    this.runs.settle({ status: "completed", converged: true, termination: "tolerance" });
  }

  private settleBest(value: number | undefined): void {
    if (value !== undefined) this.runs.settle({ best: value });
  }
}

function solution(text: string | undefined): number | undefined {
  const value = finite(text);
  return value === undefined || Math.abs(value) >= NO_SOLUTION ? undefined : value;
}
