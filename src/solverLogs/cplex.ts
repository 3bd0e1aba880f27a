import { RuleLog } from "./ruleLog";
import { finite, fraction, outcomeOf, type LineRule, type LogFormat, type OutcomeRule } from "./solverLog";

const TITLES = ["Node", "Left", "Objective", "IInf", "Best Integer", "Best Bound", "ItCnt", "Gap"] as const;
type Title = (typeof TITLES)[number];

const LIMITED = { status: "completed", converged: false } as const;

/** What follows `MIP - `. */
const ENDINGS: readonly OutcomeRule[] = [
  [/^Integer optimal/, { status: "completed", converged: true, termination: "tolerance" }],
  [/^Time limit/i, { ...LIMITED, termination: "time" }],
  [/^Node limit/i, { ...LIMITED, termination: "nodes" }],
  [/^Solution limit/i, { ...LIMITED, termination: "solutions" }],
  [/limit/i, { ...LIMITED, termination: "limit" }],
  [/^(Aborted|Interrupted)/i, { ...LIMITED, status: "stopped", termination: "interrupted" }],
  [/unbounded/i, { ...LIMITED, termination: "unbounded" }],
  [/infeasible/i, { ...LIMITED, termination: "infeasible" }],
  [/^Error/i, { ...LIMITED, status: "failed", termination: "error" }],
];

/** How far from its title's end a number may end: a percent sign, or one digit more than there was room for. */
const SLACK = 2;

const TITLE_LINE = "   Node  Left     Objective  IInf  Best Integer    Best Bound    ItCnt     Gap";

/** CPLEX. Columns may be empty, so numbers belong to the title under whose end they stand. */
export const cplex: LogFormat = { name: "CPLEX", preamble: [TITLE_LINE], create: (runs) => new CplexLog(runs) };

class CplexLog extends RuleLog {
  private ends: readonly (readonly [Title, number])[] = [];

  protected rules(): readonly LineRule[] {
    return [
      [/^ *Node +Left +Objective +IInf +Best Integer +/, ({ input }) => this.begin(input)],
      [
        /^MIP - ([^:]*)(?:: +Objective = +(\S+))?/,
        ([, text = "", value]) => this.settle(text.replace(/, $/, "").trim(), finite(value)),
      ],
      [
        /^Current MIP best bound = +(\S+) /,
        ([, bound]) => this.runs.report({ best: this.runs.best, bound: finite(bound) }),
      ],
      [
        /^Solution time = .* Iterations = (\d+) +Nodes = (\d+)/,
        ([, iterations, nodes]) => this.finish(finite(iterations), finite(nodes)),
      ],
    ];
  }

  /** The titles come again every now and then, and say anew where the columns end. */
  private begin(line: string): void {
    // Old versions call the bound the best node.
    const titles = line.replace("Best Node ", "Best Bound");
    this.ends = TITLES.flatMap((title) => {
      const at = titles.indexOf(title);
      return at < 0 ? [] : [[title, at + title.length] as const];
    });
    if (!this.runs.isOpen) this.runs.start({ algorithm: "CPLEX", library: "CPLEX" });
  }

  protected override takeRow(line: string): boolean {
    if (!this.runs.isOpen || !/^[* ] *\d+\+? /.test(line)) return false;
    const row = this.rowOf(line);
    if (row === undefined || finite(row.get("Left")) === undefined) return false;
    this.runs.report({
      best: finite(row.get("Best Integer")),
      bound: finite(row.get("Best Bound")),
      gap: fraction(row.get("Gap")),
      nodes: finite(row.get("Node")),
      open_nodes: finite(row.get("Left")),
      lp_iterations: finite(row.get("ItCnt")),
    });
    return true;
  }

  /** Undefined for a line whose parts do not stand under the titles. In the bound's place may stand `Cuts: 24`. */
  private rowOf(line: string): ReadonlyMap<Title, string> | undefined {
    const row = new Map<Title, string>();
    for (const { 0: text, index } of line.matchAll(/[^\s*:]+: *\d+|[^\s*]+/g)) {
      const end = index + text.length;
      const column = this.ends.find(([, place]) => Math.abs(place - end) <= SLACK);
      if (column !== undefined) row.set(column[0], text.replace(/\+$/, ""));
      else if (/\d/.test(text)) return undefined;
    }
    return row;
  }

  private settle(text: string, value: number | undefined): void {
    if (!this.runs.isOpen) this.runs.start({ algorithm: "CPLEX", library: "CPLEX" });
    const outcome = outcomeOf(ENDINGS, text);
    this.runs.settle({ ...outcome, ...(value === undefined ? {} : { best: value }) });
    if (value !== undefined) {
      this.runs.report({ best: value, bound: outcome.converged === true ? this.runs.bound : undefined });
    }
  }

  private finish(iterations: number | undefined, nodes: number | undefined): void {
    if (!this.runs.isOpen) return;
    this.runs.report({ best: this.runs.best, bound: this.runs.bound, nodes, lp_iterations: iterations });
    this.runs.close();
  }
}
