import type { RunOutcome } from "./runWriter";
import { RuleLog } from "./ruleLog";
import { cells, finite, outcomeOf, rowOf, type LineRule, type LogFormat, type OutcomeRule } from "./solverLog";

const MINIMIZES = { library: "scipy", direction: "minimize" } as const;

/** How the sentences read by which SciPy's local methods say why they ended. */
const ENDINGS: readonly OutcomeRule[] = [
  [/terminated successfully|converge|condition is satisfied/i, { converged: true, termination: "tolerance" }],
  [/max\w*( number)? of iterations|iteration limit|iterations reached limit/i, { termination: "iterations" }],
  [/max\w*( number)? of function eval|evaluations exceeds/i, { termination: "evaluations" }],
  [/callback/i, { termination: "callback" }],
];

/** What SciPy's `minimize` and `least_squares` print with `disp`, `iprint` or `verbose`. */
export const scipyMinimize: LogFormat = {
  name: "SciPy",
  preamble: ["RUNNING THE L-BFGS-B CODE"],
  create: (runs) => new ScipyMinimizeLog(runs),
};

class ScipyMinimizeLog extends RuleLog {
  private titles: readonly string[] = [];
  private evaluations: number | undefined;

  protected rules(): readonly LineRule[] {
    return [...this.lbfgsbRules(), ...this.slsqpRules(), ...this.tableRules(), ...this.summaryRules()];
  }

  private lbfgsbRules(): readonly LineRule[] {
    return [
      [/^RUNNING THE L-BFGS-B CODE/, () => this.begin("L-BFGS-B")],
      [/^ N = +(\d+) +M = +\d+/, ([, dimension]) => this.runs.describe({ dimension: Number(dimension) })],
      [
        /^At iterate +(\d+) +f= +(\S+) +\|proj g\|= +(\S+)/,
        ([, iteration, value, gradient]) =>
          this.runs.report({ best: finite(value), gradient_norm: finite(gradient) }, finite(iteration)),
      ],
      [
        /^ +(?:\d+|\*+) +\d+ +(\d+) +\d+ +\d+ +\d+ +\S+ +\S+[dD][-+]\d+$/,
        ([, evaluations]) => (this.evaluations = finite(evaluations)),
      ],
      [/^ +F = +(\S+)$/, ([, value]) => this.settleBest(finite(value))],
      [/^(?:CONVERGENCE|STOP|ABNORMAL)\w*:? ?.*/, ([text]) => this.endWith(text)],
    ];
  }

  private slsqpRules(): readonly LineRule[] {
    return [
      [/^ +NIT +FC +OBJFUN +GNORM/, () => this.begin("SLSQP")],
      [
        /^ +(\d+) +(\d+) +(-?\d\.\d+E[-+]\d+) +(\d\.\d+E[-+]\d+)$/,
        ([, iteration, evaluations, value, gradient]) =>
          this.runs.report(
            { evaluations: finite(evaluations), current: finite(value), gradient_norm: finite(gradient) },
            finite(iteration),
          ),
      ],
    ];
  }

  /** `trust-constr` draws its table with bars, `least_squares` with blanks. */
  private tableRules(): readonly LineRule[] {
    return [
      [
        /^\| *niter *\|.*obj func/,
        ({ input }) => {
          this.begin("trust-constr");
          this.titles = cells(input);
        },
      ],
      [/^ +Iteration +Total nfev +Cost +Cost reduction +Step norm +Optimality/, () => this.begin("least squares")],
      [
        /^ +(\d+) +(\d+) +(\d\.\d+e[-+]\d+) +(?:\S+ +(\S+) +)?(\d\.\d+e[-+]\d+) *$/,
        ([, iteration, evaluations, cost, step, gradient]) =>
          this.runs.report(
            {
              evaluations: finite(evaluations),
              best: finite(cost),
              step_size: finite(step),
              gradient_norm: finite(gradient),
            },
            finite(iteration),
          ),
      ],
    ];
  }

  private summaryRules(): readonly LineRule[] {
    return [
      [
        /^(?:Warning: |Optimization terminated|`\w+` termination|The maximum number|Maximum number|Iteration limit).*/,
        ([text]) => this.settle(text),
      ],
      [/^ {8,}Current function value: (\S+)/, ([, value]) => this.settleValue(finite(value))],
      [/^ {8,}Iterations: (\d+)/, ([, iterations]) => (this.iterations = finite(iterations))],
      [/^ {8,}Function evaluations: (\d+)/, ([, evaluations]) => this.finish(finite(evaluations))],
      [/^ {8,}(?:Gradient|Hessian) evaluations: \d+/, () => undefined],
      [
        /^(?:Number of iterations: \d+, function|Function) evaluations:? (\d+), .*/,
        ([, evaluations]) => this.finish(finite(evaluations)),
      ],
    ];
  }

  private iterations: number | undefined;
  private outcome: Partial<RunOutcome> = {};
  private value: number | undefined;

  private begin(algorithm: string): void {
    this.titles = [];
    this.evaluations = undefined;
    this.value = undefined;
    this.iterations = undefined;
    this.runs.start({ ...MINIMIZES, algorithm });
  }

  protected override takeRow(line: string): boolean {
    if (!this.runs.isOpen) return false;
    const row = rowOf(this.titles, line);
    const iteration = finite(row?.get("niter"));
    if (row === undefined || iteration === undefined) return false;
    this.runs.report(
      {
        evaluations: finite(row.get("f evals")),
        current: finite(row.get("obj func")),
        violation: finite(row.get("c viol")),
        step_size: finite(row.get("tr radius")),
      },
      iteration,
    );
    return true;
  }

  private settle(text: string): void {
    const outcome = outcomeOf(ENDINGS, text.replace(/^Warning: /, "").trim());
    this.outcome = { status: "completed", converged: false, ...outcome };
  }

  private settleBest(value: number | undefined): void {
    if (value !== undefined) this.runs.settle({ best: value });
  }

  /** A method that prints nothing on its way is a run of one iteration. */
  private settleValue(value: number | undefined): void {
    this.value = value;
    this.settleBest(value);
  }

  private finish(evaluations: number | undefined): void {
    if (!this.runs.isOpen && this.value === undefined) return;
    if (!this.runs.isOpen) {
      this.runs.start({ ...MINIMIZES, algorithm: "minimize" });
      this.runs.report({ best: this.value, evaluations }, this.iterations);
    }
    const best = this.value === undefined ? {} : { best: this.value };
    this.end({ status: "completed", ...this.outcome, ...best, ...(evaluations === undefined ? {} : { evaluations }) });
  }

  private endWith(text: string): void {
    if (!this.runs.isOpen) return;
    this.settle(text);
    this.end({ ...this.outcome, ...(this.evaluations === undefined ? {} : { evaluations: this.evaluations }) });
  }

  private end(outcome: Partial<RunOutcome>): void {
    this.runs.end(outcome);
    this.outcome = {};
    this.value = undefined;
    this.titles = [];
  }
}
