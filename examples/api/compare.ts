// Compares algorithms over all recorded sessions through the HTTP API, and draws the newest session's convergence.
//
//     node --import tsx examples/api/compare.ts [problem]
//
// OPTIMIZER_MONITOR_API_URL and OPTIMIZER_MONITOR_API_TOKEN say where and with what; the command
// "Copy API Address and Token" and `optimizer-monitor serve --port` give both.

const url = process.env["OPTIMIZER_MONITOR_API_URL"] ?? "http://127.0.0.1:7727";
const token = process.env["OPTIMIZER_MONITOR_API_TOKEN"] ?? "";

/** A part of what /metrics/algorithms answers; /openapi.json describes all of it. */
interface Algorithm {
  readonly algorithm: string;
  readonly problem?: string;
  readonly runs: number;
  readonly best?: number | string;
  readonly medianBest?: number | string;
  readonly medianSeconds?: number;
}

interface Session {
  readonly session: { readonly label: string };
  readonly runs: readonly { readonly id: string; readonly algorithm: string }[];
}

interface Series {
  readonly columns: readonly { readonly y: readonly (number | string)[] }[];
}

async function ask<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}?${new URLSearchParams(query).toString()}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const body: unknown = await response.json();
  // Failures are problem documents (RFC 9457): `detail` says what to do.
  if (!response.ok) throw new Error(`${response.status} ${(body as { detail: string }).detail}`);
  return body as T;
}

/** A line of bars, the lowest value the lowest bar. */
function sparkline(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => "▁▂▃▄▅▆▇█"[Math.round(((value - low) / (high - low || 1)) * 7)]).join("");
}

const [problem] = process.argv.slice(2);
const { items } = await ask<{ items: readonly Algorithm[] }>("/metrics/algorithms", problem ? { problem } : {});
console.table(
  items.map(({ algorithm, problem: on, runs, best, medianBest, medianSeconds }) => {
    return { algorithm, problem: on, runs, best, medianBest, medianSeconds };
  }),
);

const { session, runs } = await ask<Session>("/sessions/latest");
for (const { id, algorithm } of runs) {
  const query = { table: `run:${id}`, x: "iteration", y: "best", mode: "mean", points: "40" };
  const { columns } = await ask<Series>("/sessions/latest/series", query);
  const best = (columns[0]?.y ?? []).filter((value) => typeof value === "number");
  console.log(`${session.label}, ${algorithm}: ${sparkline(best)}`);
}

// Makes this a module, for the awaits above.
export {};
