import { RuleLog } from "./ruleLog";
import { finite, type LineRule, type LogFormat } from "./solverLog";

/** pycma as it prints with `verb_disp`: always a minimization, restarts are runs of their own. */
export const pycma: LogFormat = {
  name: "pycma",
  preamble: [
    "(4_w,8)-aCMA-ES (mu_w=2.6,w_1=52%) in dimension 5 (seed=1, Thu Jan  1 00:00:00 2026)",
    "Iterat #Fevals   function value  axis ratio  sigma  min&max std  t[m:s]",
  ],
  create: (runs) => new PycmaLog(runs),
};

const TERMINATIONS: readonly (readonly [RegExp, string])[] = [
  [/^tol|^ftarget|^flat/, "tolerance"],
  [/^maxiter/, "iterations"],
  [/^maxfevals/, "evaluations"],
  [/^timeout/, "time"],
  [/^callback/, "callback"],
];

class PycmaLog extends RuleLog {
  private best: number | undefined;

  protected rules(): readonly LineRule[] {
    return [
      [
        /^\(\d+(?:_\w+)?[,+](\d+)\)-(\w*CMA\S*) .*?in dimension (\d+)(?: \(seed=(\d+))?/,
        ([, population, algorithm, dimension, seed]) => this.begin({ population, algorithm, dimension, seed }),
      ],
      [/^Iterat +#Fevals +function value/, () => undefined],
      [
        /^ *(\d+) +(\d+) +(-?[\d.]+e[-+]\d+|-?[\d.]+|nan|-?inf) +([\d.]+e[-+]\d+) +([\d.]+e[-+]\d+) +\S+ +\S+ +\d+:\d/,
        ([, iteration, evaluations, value, axes, sigma]) =>
          this.iterate({ iteration, evaluations, value, axes, sigma }),
      ],
      [/^termination (?:on|by) (\S+)/, ([, reason = ""]) => this.settle(reason)],
      [
        /^final\/bestever f-value = (\S+) (\S+) after (\d+)\/\d+ evaluations/,
        ([, , best, evaluations]) => this.finish(finite(best), finite(evaluations)),
      ],
    ];
  }

  private begin(head: Readonly<Record<string, string | undefined>>): void {
    this.best = undefined;
    const seed = finite(head["seed"]);
    this.runs.start({
      algorithm: head["algorithm"] ?? "CMA-ES",
      library: "pycma",
      direction: "minimize",
      dimension: Number(head["dimension"]),
      population_size: Number(head["population"]),
      ...(seed === undefined ? {} : { seed }),
    });
  }

  private iterate(row: Readonly<Record<string, string | undefined>>): void {
    const current = finite(row["value"]);
    // The column is the best of the iteration, which may be worse than that of an earlier one.
    if (current !== undefined) this.best = Math.min(this.best ?? current, current);
    this.runs.report(
      {
        evaluations: finite(row["evaluations"]),
        best: this.best,
        current,
        step_size: finite(row["sigma"]),
        axis_ratio: finite(row["axes"]),
      },
      finite(row["iteration"]),
    );
  }

  private settle(reason: string): void {
    const [, termination = reason] = TERMINATIONS.find(([pattern]) => pattern.test(reason)) ?? [];
    const converged = termination === "tolerance";
    this.runs.settle({ status: "completed", converged, termination, message: `termination on ${reason}` });
  }

  private finish(best: number | undefined, evaluations: number | undefined): void {
    this.runs.end({
      status: "completed",
      ...(best === undefined ? {} : { best }),
      ...(evaluations === undefined ? {} : { evaluations }),
    });
  }
}
