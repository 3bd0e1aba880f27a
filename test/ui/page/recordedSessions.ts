import type { SessionFilter } from "../../../src/protocol/sessionFilter";
import type { SessionSummary } from "../../../src/protocol/session";
import type { SessionPage } from "../../../src/protocol/rpc";
import { randomOf, START } from "./generatedSessions";

const ALGORITHMS = ["Genetic algorithm", "CMA-ES", "Simulated annealing"] as const;
const PROBLEMS = ["Rastrigin 10-D", "Rosenbrock 10-D"] as const;
const COMMITS = ["33f616c8d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f", "9fdef4f1a2b3c4d5e6f708192a3b4c5d6e7f8091"] as const;

/** Sessions as a history of a few weeks holds them: three algorithms on two problems, the newest first. */
export function recordedSessions(count: number): SessionSummary[] {
  const random = randomOf(7);
  return Array.from({ length: count }, (_, index) => {
    const algorithm = ALGORITHMS[index % 3] ?? ALGORITHMS[0];
    const problem = PROBLEMS[index % 2] ?? PROBLEMS[0];
    const startTime = START - index * 21_600 - Math.floor(random() * 3000);
    const status = index % 13 === 5 ? "failed" : index % 17 === 8 ? "interrupted" : "completed";
    return {
      id: `h${index}`,
      label: `${algorithm}: ${problem}, seed ${index % 10}`,
      status,
      kind: "task",
      startTime,
      endTime: startTime + 20 + random() * 400,
      host: "bench",
      tags: index % 4 === 0 ? ["night"] : index % 5 === 0 ? ["night", "tuned"] : [],
      algorithms: [algorithm],
      problem,
      runCount: 1,
      iterationCount: 400,
      evaluations: 20_000 + Math.floor(random() * 90_000),
      ...(status === "failed" ? { reason: "It ended with exit code 1." } : { best: Math.exp(random() * 8 - 6) }),
      direction: "minimize",
      dropped: 0,
      peakRssBytes: 8e7 + random() * 4e8,
      meanCpuPercent: 5 + random() * 60,
      git: { commit: COMMITS[index < 20 ? 0 : 1], branch: "main", isDirty: index % 6 === 0 },
      ...(index === 2 ? { isPinned: true, isBaseline: true, note: "Before the new crossover; the one to beat." } : {}),
      ...(index === 0
        ? {
            regressions: [
              {
                metric: "duration",
                kind: "worse",
                sentence: "duration 34 % longer, 95 % CI 28 to 41 %, 12 vs 10 sessions",
                ratio: 1.34,
              },
            ],
          }
        : {}),
    } satisfies SessionSummary;
  });
}

/** A page of them, sorted by duration where the filter asks for it. */
export function pageOf(
  sessions: readonly SessionSummary[],
  { status, words, sort, offset = 0, limit = 50 }: SessionFilter,
): SessionPage {
  const found = sessions.filter(
    (session) =>
      (status === undefined || session.status === status) &&
      (words ?? []).every((word) => session.label.toLowerCase().includes(word.toLowerCase())),
  );
  const seconds = ({ startTime, endTime = startTime }: SessionSummary): number => endTime - startTime;
  if (sort?.by === "duration") found.sort((a, b) => (sort.descending ? -1 : 1) * (seconds(a) - seconds(b)));
  return { sessions: found.slice(offset, offset + limit), total: found.length };
}
