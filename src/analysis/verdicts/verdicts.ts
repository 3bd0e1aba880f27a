import type { Finding, FindingKind, Severity } from "../../protocol/findings";
import type { SessionFacts } from "./facts";
import { regressionFindings } from "./regressionFindings";
import { resourceVerdicts } from "./resourceVerdicts";
import { runVerdicts } from "./runVerdicts";
import { capitalized, numberWord } from "./words";

const ORDER: readonly Severity[] = ["problem", "notice", "good"];
/** More runs than this with the same to say are said together. */
const MOST_ALIKE = 2;

/** What is said of several runs at once. */
const TOGETHER: Readonly<Partial<Record<FindingKind, string>>> = {
  targetReached: "runs reached their targets",
  improving: "runs still improve",
  stalled: "runs have stalled",
  premature: "runs converged too early",
  arrival: "runs are on the way to their targets",
  outOfReach: "runs are not on the way to their targets",
  endedImproving: "runs were still improving when they ended",
  endedEarlyEnough: "runs needed at most half of their iterations",
  targetMissed: "runs ended short of their targets",
  proven: "runs proved their solutions",
  gapOpen: "runs have a gap to their bounds",
  noisy: "runs have a best that becomes worse",
};

/**
 * Everything that can be said about a session, problems first, then what is worth knowing, then what goes well; in each what changed
 * against the baseline, then the runs, then components and resources. Pure: the same facts give the same words.
 */
export function verdicts(facts: SessionFacts): Finding[] {
  const found = [
    ...regressionFindings(facts.regressions ?? []),
    ...together(facts.runs.flatMap(runVerdicts)),
    ...resourceVerdicts(facts),
  ];
  return bySeverity(found);
}

/** The worst first, otherwise as they come. */
function bySeverity(findings: readonly Finding[]): Finding[] {
  return ORDER.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

/** Runs that have the same to say are counted; the first of those for which it is worst stands for them. */
function together(findings: readonly Finding[]): Finding[] {
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const alike = bySeverity(findings.filter((finding) => finding.kind === kind));
    const [first] = alike;
    const words = TOGETHER[kind];
    if (first === undefined || words === undefined || alike.length <= MOST_ALIKE) return alike;
    return [
      {
        kind,
        severity: first.severity,
        title: `${capitalized(numberWord(alike.length))} ${words}`,
        evidence: `for example ${first.title}: ${first.evidence}`,
        target: { kind: "convergence" as const },
      },
    ];
  });
}
