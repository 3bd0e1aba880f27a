import { compact } from "../../protocol/fields";
import {
  MOST_FIGURES,
  type ComponentFigures,
  type FindingFigures,
  type ResourceFigures,
  type RunFigures,
  type SessionFigures,
  type UsageFigures,
} from "../../protocol/sessionFigures";
import type { Finding } from "../../protocol/findings";
import { fromWireNumber } from "../../protocol/number";
import type { RunSummary, SessionDetail } from "../../protocol/session";
import { stagnation } from "../convergence/stagnation";
import { successOf } from "../convergence/success";
import { componentShares } from "../resources/bottlenecks";
import { cpuEfficiency, evaluationsPerCpuSecond, ioShare } from "../resources/efficiency";
import { usageSummary } from "../resources/usage";
import { anytimeScore } from "../verdicts/endedRun";
import type { RunFacts, SessionFacts } from "../verdicts/facts";
import { runVerdicts } from "../verdicts/runVerdicts";
import { verdicts } from "../verdicts/verdicts";

/** A session's figures so far, for its own program. `facts` are those of the same moment, `now` in Unix seconds. Pure. */
export function sessionFigures(detail: SessionDetail, facts: SessionFacts, now: number): SessionFigures {
  const { session, runs } = detail;
  return {
    source: "engine",
    session: compact<SessionFigures["session"]>({
      id: session.id,
      label: session.label,
      status: session.status,
      start_time: session.startTime,
      elapsed_seconds: facts.elapsedSeconds,
      evaluations: session.evaluations,
      iterations: session.iterationCount,
      dropped: session.dropped,
    }),
    runs: runs.slice(-MOST_FIGURES).map((run) => runFigures(run, facts, now)),
    components: componentFigures(facts),
    resources: resourceFigures(facts),
    findings: verdicts(facts).map(withoutTarget),
  };
}

function runFigures(run: RunSummary, { runs }: SessionFacts, now: number): RunFigures {
  const facts = runs.find(({ id }) => id === run.id);
  return compact<RunFigures>({
    id: run.id,
    algorithm: run.algorithm,
    problem: run.problem,
    status: run.status,
    seconds: (run.endTime ?? now) - run.startTime,
    iterations: run.iterationCount,
    evaluations: run.evaluations,
    best: run.best,
    target: run.target,
    success: successFigures(run),
    ...(facts === undefined ? {} : convergenceFigures(facts)),
    findings: facts === undefined ? [] : runVerdicts(facts).map(withoutTarget),
  });
}

function successFigures({ best, target, direction, converged }: RunSummary): RunFigures["success"] {
  const isSeveral = typeof direction === "object" && direction.length > 1;
  const found = successOf(
    compact({
      best: isSeveral ? undefined : fromWireNumber(best),
      target: fromWireNumber(target),
      direction: typeof direction === "object" ? direction[0] : direction,
      converged,
    }),
  );
  return found === undefined ? undefined : { is_success: found.isSuccess, by: found.by };
}

function convergenceFigures({ byIteration }: RunFacts): Partial<RunFigures> {
  const { lastImprovement, share } = stagnation(byIteration);
  const score = anytimeScore(byIteration);
  return {
    last_improvement: { iteration: lastImprovement, stalled_share: share },
    ...(score === undefined ? {} : { anytime_performance: score }),
  };
}

function componentFigures({ components, elapsedSeconds }: SessionFacts): ComponentFigures[] {
  const shares = componentShares(components, elapsedSeconds).slice(0, MOST_FIGURES);
  return shares.flatMap(({ name, parent, selfSeconds, share, callsPerSecond }) => {
    const timed = components.find((component) => component.name === name && component.parent === parent);
    if (timed === undefined) return [];
    return compact<ComponentFigures>({
      name,
      parent,
      calls: timed.count,
      total_seconds: timed.totalSeconds,
      self_seconds: selfSeconds,
      share,
      calls_per_second: callsPerSecond,
      data_read_bytes: timed.data?.readBytes,
      data_written_bytes: timed.data?.writtenBytes,
      data_records: timed.data?.records,
    });
  });
}

function resourceFigures(facts: SessionFacts): ResourceFigures {
  const { cpu, rss, storage, gpus, coreCount, memoryBytes, evaluations, elapsedSeconds } = facts;
  const use = cpu === undefined ? undefined : cpuEfficiency(cpu, coreCount);
  const gpuUse = gpus.flatMap(({ utilization }) => {
    const times = utilization.map((_, index) => index);
    return usageFigures({ times, values: utilization }) ?? [];
  });
  return compact<ResourceFigures>({
    core_count: coreCount,
    memory_total_bytes: memoryBytes,
    cpu_percent: usageFigures(cpu),
    memory_bytes: usageFigures(rss),
    gpu_percent: gpuUse.length === 0 ? undefined : gpuUse,
    cpu_efficiency: use?.efficiency,
    parallel_efficiency: use?.parallelEfficiency,
    busy_cores: use?.busyCores,
    evaluations_per_cpu_second:
      use === undefined || evaluations === undefined
        ? undefined
        : evaluationsPerCpuSecond(evaluations, use.busyCores * elapsedSeconds),
    io_share: storage === undefined ? undefined : ioShare(cpu?.values ?? [], storage.read, storage.written),
  });
}

function usageFigures(series: Parameters<typeof usageSummary>[0] | undefined): UsageFigures | undefined {
  const found = series === undefined ? undefined : usageSummary(series);
  return found === undefined ? undefined : { mean: found.mean, p95: found.p95, peak: found.peak };
}

function withoutTarget({ kind, severity, title, evidence }: Finding): FindingFigures {
  return { kind, severity, title, evidence };
}
