import { RuleLog } from "./ruleLog";
import { finite, fraction, type LineRule, type LogFormat, type OutcomeRule } from "./solverLog";

const LIMITED = { status: "completed", converged: false } as const;

/** The lines that say why the search is over. */
const ENDINGS: readonly OutcomeRule[] = [
  [/^Optimal solution found/, { status: "completed", converged: true, termination: "tolerance" }],
  [/^Time limit reached/, { ...LIMITED, termination: "time" }],
  [/^Node limit reached/, { ...LIMITED, termination: "nodes" }],
  [/^Iteration limit reached/, { ...LIMITED, termination: "iterations" }],
  [/^Solution limit reached/, { ...LIMITED, termination: "solutions" }],
  [/^(Work|Memory|Soft memory) limit reached/, { ...LIMITED, termination: "limit" }],
  [/^(Solve interrupted|Interrupt request received)/, { ...LIMITED, status: "stopped", termination: "interrupted" }],
  [/^(Model is infeasible|Infeasible model)/, { ...LIMITED, termination: "infeasible" }],
  [/^(Model is unbounded|Unbounded model|Model is infeasible or unbounded)/, { ...LIMITED, termination: "unbounded" }],
];

/** Gurobi. The incumbent stands before the bound. */
export const gurobi: LogFormat = {
  name: "Gurobi",
  preamble: ["Optimize a model with 1 rows, 1 columns and 1 nonzeros"],
  create: (runs) => new GurobiLog(runs),
};

class GurobiLog extends RuleLog {
  protected override takeRow(line: string): boolean {
    return this.runs.isOpen && (this.takeNode(line) || this.takeSimplex(line));
  }

  protected rules(): readonly LineRule[] {
    return [...this.headRules(), ...this.endRules()];
  }

  private headRules(): readonly LineRule[] {
    return [
      [
        /^Optimize a model with \d+ rows?, (\d+) columns? and \d+ nonzeros?/,
        ([, columns]) => this.runs.start({ algorithm: "Gurobi", library: "Gurobi", dimension: Number(columns) }),
      ],
      [/^Found heuristic solution: objective (\S+)/, ([, value]) => this.runs.report({ best: finite(value) })],
      [
        /^Root relaxation: objective (\S+), (\d+) iterations/,
        ([, value, iterations]) => this.runs.report({ bound: finite(value), lp_iterations: finite(iterations) }),
      ],
    ];
  }

  private endRules(): readonly LineRule[] {
    const endings = ENDINGS.map(([pattern, outcome]): LineRule => [
      pattern,
      ([text]) => this.runs.settle({ ...outcome, ...(outcome.converged === true ? {} : { message: text }) }),
    ]);
    return [
      ...endings,
      [
        /^Explored (\d+) nodes? \((\d+) simplex iterations?\)/,
        ([, nodes, iterations]) =>
          this.runs.report({
            best: this.runs.best,
            bound: this.runs.bound,
            nodes: finite(nodes),
            lp_iterations: finite(iterations),
          }),
      ],
      [
        /^Best objective (\S+), best bound (\S+), gap (\S+)/,
        ([, best, bound, gap]) => this.finish(finite(best), finite(bound), fraction(gap)),
      ],
      [
        /^Optimal objective +(\S+)/,
        ([, value]) => {
          this.runs.settle({ status: "completed", converged: true, termination: "tolerance" });
          this.finish(finite(value), undefined, undefined);
        },
      ],
    ];
  }

  /** The columns before the incumbent may be empty or words, so a row is read from its end. */
  private takeNode(line: string): boolean {
    const parts = line.replace(/^[H*]/, " ").trim().split(/ +/);
    const [incumbent, bound, gap, perNode, time] = parts.slice(-5);
    const [nodes, open] = parts;
    const isRow = parts.length >= 7 && /^\d+$/.test(nodes ?? "") && /^\d+$/.test(open ?? "");
    if (!isRow || !/^\d+s$/.test(time ?? "") || !/^(-|[\d.]+%)$/.test(gap ?? "") || !/^[-\d.]+$/.test(perNode ?? "")) {
      return false;
    }
    this.runs.report({
      best: finite(incumbent),
      bound: finite(bound),
      gap: fraction(gap),
      nodes: finite(nodes),
      open_nodes: finite(open),
    });
    return true;
  }

  /** A row of the simplex or barrier method: iteration, objective, infeasibilities, time. */
  private takeSimplex(line: string): boolean {
    const match = /^ +(\d+) +(\S+) +\S+ +(\S+) +\d+s$/.exec(line);
    if (match === null) return false;
    const [, iteration, value] = match;
    this.runs.report({ current: finite(value) }, finite(iteration));
    return true;
  }

  private finish(best: number | undefined, bound: number | undefined, gap: number | undefined): void {
    if (!this.runs.isOpen) return;
    this.runs.report({ best, bound, gap });
    this.runs.end(best === undefined ? {} : { best });
  }
}
