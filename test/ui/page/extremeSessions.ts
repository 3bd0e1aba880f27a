import { SAMPLE_TABLES } from "../../../src/model/metrics";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import { addRun, addSamples, emptySession, liveOf, START, type GeneratedSession } from "./generatedSessions";

/** Far too much: 60 runs, 200 components, 100 metrics, 64 cores and a GPU. */
export function crowdedSession(): GeneratedSession {
  const session = emptySession(
    { label: "hyper-parameter sweep over everything" },
    { coreCount: 64, gpus: ["NVIDIA H200"] },
  );
  for (let index = 0; index < 60; index++) {
    addRun(session, {
      id: `run-${index}`,
      algorithm: ["CMA-ES", "PSO", "DE"][index % 3] ?? "GA",
      from: 900 + index * 13,
      to: 0.004 * (1 + index),
      iterations: 120,
      secondsEach: 0.5,
      offset: index * 2,
      seed: index,
    });
  }
  addSamples(session, 180, 64);
  for (let second = 0; second < 180; second++) {
    session.state.addSamples(SAMPLE_TABLES.gpu, START + second, {
      "gpu_utilization_percent{gpu=0}": 70 + 25 * Math.sin(second / 7),
      "gpu_memory_used_bytes{gpu=0}": 40e9 + second * 1e8,
      "gpu_memory_total_bytes{gpu=0}": 150e9,
      "gpu_power_watts{gpu=0}": 420 + 100 * Math.sin(second / 7),
    });
  }
  for (let index = 0; index < 200; index++) {
    session.state.apply(
      {
        type: "component",
        name: `Stage ${index} of a rather long pipeline with names`,
        count: 10 + index,
        total: 90 / (1 + index),
        min: 0.001,
        max: 1,
        source: { file: `/srv/pipeline/stage_${index}.py`, line: index + 1 },
        ...(index % 5 === 0 ? {} : { parent: `Stage ${index - (index % 5)} of a rather long pipeline with names` }),
      },
      "c1",
      START + 10,
    );
  }
  for (let index = 0; index < 100; index++) {
    for (let second = 0; second < 60; second++) {
      session.state.apply(
        { type: "metric", name: `metric_${index}`, value: Math.sin(second / 10 + index) * index },
        "c1",
        START + second,
      );
    }
  }
  session.live = {
    ...liveOf(session, 180),
    gpus: [
      { name: "NVIDIA H200", utilizationPercent: 71, memoryUsedBytes: 44e9, memoryTotalBytes: 150e9, powerWatts: 430 },
    ],
  };
  return session;
}

/** Names that try to be code, values that are no numbers, and a failure. */
export function hostileSession(): GeneratedSession {
  const session = emptySession({ label: '<img src=x onerror="window.hacked=1">', tags: ["<b>tag</b>"] });
  addRun(session, {
    id: "r<1>",
    algorithm: "<script>window.hacked=1</script>",
    from: 5,
    to: -3,
    iterations: 40,
    secondsEach: 0.2,
    band: false,
    more: (i) => ({ "a|b{c}": i }),
  });
  for (const [iteration, best] of [
    [40, NaN],
    [41, Infinity],
    [42, -Infinity],
    [43, -2.9],
  ] as const) {
    session.state.apply(
      { type: "iteration", run: "r<1>", iteration, values: NamedNumbers.of({ best, evaluations: iteration * 200 }) },
      "c1",
      START + iteration / 5,
    );
  }
  session.state.apply(
    { type: "component", name: "<i>evil</i>", count: 1, total: 3, source: { file: '"><script>.py', line: 3 } },
    "c1",
    START + 3,
  );
  session.state.apply({ type: "note", level: "error", text: "<a href=javascript:alert(1)>click</a>" }, "c1", START + 3);
  session.state.apply({ type: "metric", name: "<svg/onload=alert(1)>", value: NaN }, "c1", START + 3);
  session.state.apply({ type: "dropped", count: 1234 }, "c1", START + 4);
  session.state.finish({
    status: "failed",
    time: START + 9,
    exitCode: 1,
    reason: "The program ended with exit code 1: ZeroDivisionError: division by zero <at> line 3.",
  });
  return session;
}

/** Two objectives and a front that is known. */
export function frontSession(): GeneratedSession {
  const session = emptySession({ label: "portfolio: risk and return" });
  session.state.apply(
    { type: "run_start", run: "m1", algorithm: "NSGA-II", problem: "portfolio", direction: ["minimize", "maximize"] },
    "c1",
    START,
  );
  for (let iteration = 0; iteration < 80; iteration++) {
    session.state.apply(
      {
        type: "iteration",
        run: "m1",
        iteration,
        values: NamedNumbers.of({
          evaluations: iteration * 100,
          hypervolume: 1 - Math.exp(-iteration / 20),
          front_size: 10 + iteration / 2,
        }),
      },
      "c1",
      START + iteration,
    );
  }
  const points = Array.from({ length: 48 }, (_, index) => [0.02 + index * 0.004, 0.01 + 0.02 * Math.sqrt(index)]);
  session.state.apply({ type: "front", run: "m1", points }, "c1", START + 80);
  addSamples(session, 80);
  session.live = liveOf(session, 80);
  return session;
}
