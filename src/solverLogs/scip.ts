import { RuleLog } from "./ruleLog";
import {
  cells,
  count,
  finite,
  fraction,
  outcomeOf,
  rowOf,
  type LineRule,
  type LogFormat,
  type OutcomeRule,
} from "./solverLog";

/** What stands in brackets behind `SCIP Status`. */
const STATUSES: readonly OutcomeRule[] = [
  [/optimal solution found/, { status: "completed", converged: true, termination: "tolerance" }],
  [/gap limit/, { status: "completed", converged: true, termination: "tolerance" }],
  [/time limit/, { status: "completed", converged: false, termination: "time" }],
  [/node limit/, { status: "completed", converged: false, termination: "nodes" }],
  [/solution limit/, { status: "completed", converged: false, termination: "solutions" }],
  [/limit/, { status: "completed", converged: false, termination: "limit" }],
  [/infeasible/, { status: "completed", converged: false, termination: "infeasible" }],
  [/unbounded/, { status: "completed", converged: false, termination: "unbounded" }],
  [/interrupt/, { status: "stopped", converged: false, termination: "interrupted" }],
];

const TITLES =
  " time | node  | left  |LP iter|LP it/n|mem/heur|mdpt |vars |cons |rows |cuts |sepa|confs|strbr|  dualbound   | primalbound  |  gap   | compl.";

/** SCIP. The dual bound stands before the primal one; long counts are shortened to `12k`. */
export const scip: LogFormat = { name: "SCIP", preamble: [TITLES], create: (runs) => new ScipLog(runs) };

class ScipLog extends RuleLog {
  private titles: readonly string[] = [];
  private variables: number | undefined;
  private nodes: number | undefined;
  private primal: number | undefined;
  private dual: number | undefined;

  protected rules(): readonly LineRule[] {
    return [...this.headRules(), ...this.endRules()];
  }

  private headRules(): readonly LineRule[] {
    return [
      [/^SCIP version /, () => this.runs.close()],
      [/^original problem has (\d+) variables/, ([, variables]) => (this.variables = finite(variables))],
      [/^ *time *\| *node *\|.*\| *dualbound *\| *primalbound *\|/, ({ input }) => this.begin(input)],
    ];
  }

  private endRules(): readonly LineRule[] {
    return [
      [/^SCIP Status +: (.*)/, ([, text = ""]) => this.settle(text)],
      [/^Solving Nodes +: (\d+)/, ([, nodes]) => (this.nodes = finite(nodes))],
      [/^ *Primal Bound +: (\S+)/, ([, value]) => (this.primal = finite(value))],
      [/^ *Dual Bound +: (\S+)/, ([, value]) => (this.dual = finite(value))],
      [/^Gap +: /, () => this.finish()],
    ];
  }

  /** The titles come again every now and then. */
  private begin(line: string): void {
    // Newer versions leave the last column open.
    this.titles = cells(line);
    if (this.runs.isOpen) return;
    const dimension = this.variables === undefined ? {} : { dimension: this.variables };
    this.runs.start({ algorithm: "SCIP", library: "SCIP", ...dimension });
  }

  protected override takeRow(line: string): boolean {
    if (!this.runs.isOpen) return false;
    const row = rowOf(this.titles, line);
    if (row === undefined || !/^\D?\s*[\d.]+s?$/.test(row.get("time") ?? "")) return false;
    this.runs.report({
      best: finite(row.get("primalbound")),
      bound: finite(row.get("dualbound")),
      gap: fraction(row.get("gap")),
      nodes: count(row.get("node")),
      open_nodes: count(row.get("left")),
      lp_iterations: count(row.get("LP iter")),
    });
    return true;
  }

  private settle(text: string): void {
    this.nodes = undefined;
    this.primal = undefined;
    this.dual = undefined;
    if (!this.runs.isOpen) this.runs.start({ algorithm: "SCIP", library: "SCIP" });
    this.runs.settle(outcomeOf(STATUSES, text));
  }

  private finish(): void {
    if (!this.runs.isOpen) return;
    this.runs.report({ best: this.primal, bound: this.dual, nodes: this.nodes });
    this.runs.end(this.primal === undefined ? {} : { best: this.primal });
    this.variables = undefined;
  }
}
