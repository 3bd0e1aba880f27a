import { formatValue } from "../../base/format";
import type { Finding } from "../../protocol/findings";
import { ends } from "../convergence/curve";
import type { RunFacts } from "./facts";
import { counted } from "./words";

/** A finding that leads to its run. */
export function about(run: RunFacts, finding: Omit<Finding, "target">): Finding {
  return { ...finding, target: { kind: "convergence", runId: run.id } };
}

/** What becomes better or not: of several objectives the front, measured by its hypervolume. */
export function subject({ name, front }: RunFacts): string {
  return front === undefined ? name : `The front of ${name}`;
}

/** `; hypervolume 0.87, 45 points, spacing 0.021 of its ranges`; nothing for a single objective. */
export function frontWords({ front, byIteration }: RunFacts): string {
  if (front === undefined) return "";
  const even = front.spacing === undefined ? "" : `, spacing ${formatValue(front.spacing, 2)} of its ranges`;
  return `; hypervolume ${formatValue(ends(byIteration).last, 3)}, ${counted(front.size, "point")}${even}`;
}
