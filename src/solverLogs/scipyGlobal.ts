import type { RunWriter } from "./runWriter";
import { RuleLog } from "./ruleLog";
import { finite, type LineRule, type LogFormat } from "./solverLog";

/** What SciPy's `differential_evolution` and `basinhopping` print with `disp`. They do not print their end. */
export const scipyGlobal: LogFormat = {
  name: "SciPy",
  preamble: ["differential_evolution step 1: f(x)= 1"],
  create: (runs) => new ScipyGlobalLog(runs),
};

class ScipyGlobalLog extends RuleLog {
  private lastStep = Infinity;

  protected rules(): readonly LineRule[] {
    return [
      [
        /^differential_evolution step (\d+): f\(x\)= ?(\S+)/,
        ([, step, value]) => this.step("differential evolution", Number(step), { best: finite(value) }),
      ],
      [
        /^basinhopping step (\d+): f (\S+)(?: trial_f \S+ +accepted \d +lowest_f (\S+))?/,
        ([, step, value, lowest]) =>
          this.step("basin-hopping", Number(step), { current: finite(value), best: finite(lowest ?? value) }),
      ],
      [/^Polishing solution with /, () => undefined],
    ];
  }

  /** Steps that begin anew are another run's. */
  private step(algorithm: string, step: number, values: Parameters<RunWriter["report"]>[0]): void {
    if (step <= this.lastStep || !this.runs.isOpen) {
      this.runs.start({ algorithm, library: "scipy", direction: "minimize" });
    }
    this.lastStep = step;
    this.runs.report(values, step);
  }
}
