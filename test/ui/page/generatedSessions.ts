import { VerdictBook, type Meaning } from "../../../src/engine/verdictBook";
import { SessionState } from "../../../src/model/sessionState";
import type { SessionHeader } from "../../../src/model/sessionHeader";
import { columnKey, SAMPLE_TABLES } from "../../../src/model/metrics";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import type { LiveReadout, MachineFacts, SessionDetail } from "../../../src/protocol/session";
import type { SeriesResult, SeriesQuery } from "../../../src/protocol/series";
import { queryTable } from "../../../src/model/queryTable";
import { addComponents, addTimeline } from "./generatedComponents";

/** 2026-03-02 10:00 UTC; the browser's clock is set to fit. */
export const START = 1_772_445_600;

const MACHINE: MachineFacts = {
  host: "bench",
  platform: "linux",
  cpuModel: "AMD EPYC 7713",
  coreCount: 8,
  memoryBytes: 33_500_000_000,
  gpus: [],
};

/** A session as the engine would have recorded it, with the figures of its moment. */
export interface GeneratedSession {
  readonly state: SessionState;
  live?: LiveReadout;
}

/** What a session means, kept while nothing is added to it: pages ask for it with everything that they ask for. */
const meanings = new WeakMap<SessionState, { readonly of: string; readonly meaning: Meaning }>();

function meaningOf(state: SessionState, recorded: SessionDetail, now: number): Meaning {
  const of = JSON.stringify([now, recorded]);
  const kept = meanings.get(state);
  if (kept?.of === of) return kept.meaning;
  const meaning = new VerdictBook().on(state, recorded, now);
  meanings.set(state, { of, meaning });
  return meaning;
}

/** Answers like the engine: through the real tables, and as JSON. */
export function detailOf({ state, live }: GeneratedSession): SessionDetail {
  const { detail: recorded } = state;
  const now = START + (live?.elapsedSeconds ?? 0);
  const { findings, convergence, usage } = meaningOf(state, recorded, now);
  const detail: SessionDetail = {
    ...recorded,
    ...(live === undefined ? {} : { live }),
    ...(findings.length === 0 ? {} : { findings }),
    ...(convergence.length === 0 ? {} : { convergence }),
    ...(usage.figures.length === 0 ? {} : { usage }),
  };
  return JSON.parse(JSON.stringify(detail)) as SessionDetail;
}

/** The answers to a page's queries. */
export function answersOf({ state }: GeneratedSession, queries: readonly SeriesQuery[]): SeriesResult[] {
  return JSON.parse(JSON.stringify(queries.map((query) => queryTable(state.tables, query)))) as SeriesResult[];
}

/** The same numbers in every run. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An empty session of a kind. */
export function emptySession(
  header: Partial<SessionHeader> = {},
  machine: Partial<MachineFacts> = {},
): GeneratedSession {
  return {
    state: new SessionState(
      { id: "s1", label: "tour: capitals", kind: "task", startTime: START, command: "python3 tour.py", ...header },
      { ...MACHINE, ...machine },
    ),
  };
}

interface RunShape {
  readonly id: string;
  readonly algorithm: string;
  readonly from: number;
  readonly to: number;
  readonly iterations: number;
  readonly secondsEach: number;
  readonly offset?: number;
  readonly target?: number;
  readonly seed?: number;
  readonly band?: boolean;
  readonly direction?: "minimize" | "maximize";
  readonly more?: (iteration: number, best: number, random: () => number) => Record<string, number>;
}

/** A run that converges like real ones: fast at first, in steps, with a population around it. */
export function addRun({ state }: GeneratedSession, shape: RunShape): void {
  const random = randomOf(shape.id.length * 7919 + shape.iterations + (shape.seed ?? 0));
  const { id, from, to, iterations, secondsEach, offset = 0, direction = "minimize" } = shape;
  const begin = START + offset;
  state.apply(
    {
      type: "run_start",
      run: id,
      algorithm: shape.algorithm,
      problem: "capitals",
      direction,
      dimension: 52,
      ...(shape.target === undefined ? {} : { target: shape.target }),
      ...(shape.seed === undefined ? {} : { seed: shape.seed }),
    },
    "c1",
    begin,
  );
  let best = from;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const share = iteration / iterations;
    const ideal = to + (from - to) * Math.exp(-5.5 * share);
    if (random() < 0.35) best = best + (ideal - best) * (0.4 + 0.6 * random());
    const spread = Math.abs(best - to) * 0.25 + Math.abs(to) * 0.04;
    const sign = direction === "minimize" ? 1 : -1;
    state.apply(
      {
        type: "iteration",
        run: id,
        iteration,
        values: NamedNumbers.of({
          best,
          evaluations: (iteration + 1) * 200,
          ...(shape.band === false ? {} : { mean: best + sign * spread, std: spread * (0.8 + 0.4 * random()) }),
          ...shape.more?.(iteration, best, random),
        }),
      },
      "c1",
      begin + iteration * secondsEach,
    );
  }
}

/** Samples of the machine and the processes for some seconds. */
export function addSamples({ state }: GeneratedSession, seconds: number, cores = 8): void {
  const random = randomOf(42);
  for (let second = 0; second < seconds; second++) {
    const busy = Array.from({ length: cores }, (_, core) => {
      const level = core < cores * 0.6 ? 88 : core < cores * 0.75 ? 40 : 9;
      return Math.min(100, Math.max(0, level + 12 * Math.sin(second / 9 + core) + (random() - 0.5) * 14));
    });
    const total = busy.reduce((sum, value) => sum + value, 0) / cores;
    const time = START + second;
    const rss = 0.9e9 + second * 1.2e6 + random() * 4e6;
    state.addSamples(SAMPLE_TABLES.system, time, {
      system_cpu_percent: total,
      ...Object.fromEntries(
        busy.map((value, core) => [columnKey("system_cpu_core_percent", { core: String(core) }), value]),
      ),
      system_memory_used_bytes: 9.5e9 + rss,
      system_memory_available_bytes: 23e9 - rss,
      system_memory_percent: 28 + second / 90,
      system_load_average_1m: total / 12,
    });
    state.addSamples(SAMPLE_TABLES.process, time, {
      process_cpu_percent: total * cores * 0.92,
      process_memory_rss_bytes: rss,
      process_memory_vms_bytes: rss * 2.1 + 1e9,
      process_memory_percent: (100 * rss) / 33.5e9,
      process_count: 7,
      process_threads: 21,
      process_read_bytes_per_second: second < 20 ? 36e6 + random() * 3e6 : random() * 1e5,
      process_write_bytes_per_second: second % 31 === 0 ? 9e6 : random() * 2e5,
    });
    state.addSamples(SAMPLE_TABLES.throughput, time, {
      data_read_bytes_per_second: second < 20 ? 37e6 + random() * 3e6 : 0,
      evaluations_per_second: 640 + 60 * Math.sin(second / 14) + random() * 30,
      iterations_per_second: 3.2 + random(),
    });
  }
}

/** The quantiles of a population above its best, as the engine keeps them. */
function quantiles(best: number, spread: number): Record<string, number> {
  return Object.fromEntries(
    Array.from({ length: 21 }, (_, index) => {
      const p = index / 20;
      return [columnKey("quantile", { p: String(p) }), best * (1 + 0.06 * spread * -Math.log(1 - 0.95 * p))];
    }),
  );
}

/** What a real tour looks like after three minutes: three algorithms, components, all samples. */
export function tourSession(): GeneratedSession {
  const session = emptySession();
  const diversity = (iteration: number): number => 0.9 * Math.exp(-iteration / 90) + 0.04;
  addRun(session, {
    id: "r1",
    algorithm: "GA",
    from: 38_000,
    to: 11_200,
    iterations: 212,
    secondsEach: 0.88,
    target: 10_628,
    seed: 7,
    more: (i, best, r) => ({ diversity: diversity(i) + r() * 0.03, ...quantiles(best, 1 + 4 * diversity(i)) }),
  });
  addRun(session, {
    id: "r2",
    algorithm: "Simulated annealing",
    from: 41_000,
    to: 11_500,
    iterations: 300,
    secondsEach: 0.62,
    target: 10_628,
    seed: 7,
    more: (i, best, r) => ({
      temperature: 1000 * 0.97 ** i,
      acceptance_rate: Math.max(0.004, 0.8 * Math.exp(-i / 60) + r() * 0.02),
      current: best * (1 + 0.2 * r() * Math.exp(-i / 100)),
    }),
  });
  addRun(session, {
    id: "r3",
    algorithm: "Ant colony",
    from: 22_000,
    to: 10_840,
    iterations: 150,
    secondsEach: 1.24,
    target: 10_628,
    seed: 7,
    more: (i, _, r) => ({ diversity: diversity(i / 2) + r() * 0.02, pheromone_entropy: 4.2 - i / 60 + r() * 0.2 }),
  });
  session.state.apply(
    {
      type: "run_end",
      run: "r3",
      status: "completed",
      converged: true,
      termination: "tolerance",
      best: 10_843.21,
      evaluations: 30_000,
    },
    "c1",
    START + 187,
  );
  addSamples(session, 189);
  addComponents(session.state, START);
  addTimeline(session.state, START, 189);
  session.state.apply({ type: "note", level: "info", text: "52 capitals loaded from capitals.csv" }, "c1", START + 3);
  session.state.apply({ type: "note", level: "warning", text: "worker 3 was slow to start (4.1 s)" }, "c1", START + 9);
  for (let second = 0; second < 180; second += 2) {
    session.state.apply(
      { type: "metric", name: "queue_length", value: 12 + 8 * Math.sin(second / 20) },
      "c1",
      START + second,
    );
    session.state.apply(
      { type: "metric", name: "cache_hits", value: 1 - Math.exp(-second / 40), unit: "%" },
      "c1",
      START + second,
    );
  }
  session.live = liveOf(session, 189);
  return session;
}

/** The figures of a moment. */
export function liveOf({ state }: GeneratedSession, elapsedSeconds: number): LiveReadout {
  return {
    sessionId: state.id,
    label: state.summary().label,
    elapsedSeconds,
    evaluations: 128_400,
    evaluationsPerSecond: 672,
    cpuPercent: 61,
    corePercents: [94, 91, 90, 88, 86, 22, 9, 8],
    busyCores: 4.9,
    processCount: 7,
    rssBytes: 1.12e9,
    vmsBytes: 3.4e9,
    memoryPercent: 3.3,
    systemMemoryPercent: 31,
    components: [],
  };
}

/** A branch-and-bound search: the incumbent and the bound come closer to each other. */
export function solverSession(): GeneratedSession {
  const session = emptySession({ label: "cbc knapsack.lp solve", kind: "terminal" });
  addRun(session, {
    ...{ id: "cbc", algorithm: "CBC", from: 41_000, to: 42_525, iterations: 60, secondsEach: 1, direction: "maximize" },
    band: false,
    more: (iteration, best) => {
      const bound = 42_525 + 400 / (1 + iteration / 10);
      return { bound, gap: (bound - best) / best, nodes: 250 * iteration, open_nodes: 200 - iteration };
    },
  });
  return session;
}
