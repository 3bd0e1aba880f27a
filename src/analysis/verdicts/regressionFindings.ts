import type { Finding, FindingTarget } from "../../protocol/findings";
import type { RegressionVerdict } from "../../protocol/trends";

/** So many changes of each kind are told; the trends show all. */
const MOST_TOLD = 3;
/** Smaller changes are worth knowing, but nothing to act on. */
const PROBLEM_RATIO = 1.05;

/** What a session is against the baseline of its workflow, in findings: what became worse, then what became better. */
export function regressionFindings(regressions: readonly RegressionVerdict[]): readonly Finding[] {
  return (["worse", "better"] as const).flatMap((kind) =>
    regressions
      .filter((verdict) => verdict.kind === kind)
      .slice(0, MOST_TOLD)
      .map(findingOf),
  );
}

/** Whether a change for the worse is large enough to act on. */
function isNotable({ ratio }: RegressionVerdict): boolean {
  return ratio === undefined || Math.max(ratio, 1 / ratio) > PROBLEM_RATIO;
}

function findingOf(verdict: RegressionVerdict): Finding {
  const [change, figures] = parts(verdict.sentence);
  return {
    kind: "regression",
    severity: verdict.kind === "better" ? "good" : isNotable(verdict) ? "problem" : "notice",
    title: `${change} against the baseline`,
    evidence: figures,
    target: targetOf(verdict.metric),
  };
}

/** What changed, and by what figures. */
function parts(sentence: string): readonly [string, string] {
  const place = sentence.search(/, [\d.]+\u00a0% CI |: median /);
  if (place < 0) return [sentence, ""];
  return [sentence.slice(0, place), sentence.slice(place).replace(/^[,:] /, "")];
}

function targetOf(metric: string): FindingTarget {
  if (metric.startsWith("component:")) return { kind: "component", name: metric.slice("component:".length) };
  if (metric === "memory") return { kind: "resource", resource: "memory" };
  if (metric === "cpuSeconds") return { kind: "resource", resource: "cpu" };
  return { kind: "convergence" };
}
