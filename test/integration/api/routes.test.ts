// Every path answers what it says, in the form that the document gives it.
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWithSessions, type ApiBench } from "./apiBench";

type Json = Readonly<Record<string, unknown>>;
interface Page {
  readonly items: readonly (Json & { readonly id: string; readonly label: string })[];
  readonly total: number;
}

let api: ApiBench;
let runningId: string;
let endedId: string;
beforeAll(async () => {
  ({ api, runningId, endedId } = await startWithSessions());
});
afterAll(() => api.dispose());

describe("the document", () => {
  it("is valid OpenAPI 3.1 and names every path of the API", async () => {
    const result = await new Validator().validate(structuredClone(api.openApi));
    expect(result.errors ?? result.valid).toBe(true);
    expect(api.openApi["openapi"]).toBe("3.1.0");
    expect([...api.paths].sort()).toEqual(
      [
        "/health",
        "/metrics",
        "/metrics/alerts",
        "/metrics/algorithms",
        "/metrics/component/{name}",
        "/metrics/export",
        "/metrics/history",
        "/metrics/realtime",
        "/metrics/resources",
        "/metrics/summary",
        "/sessions",
        "/sessions/{id}",
        "/sessions/{id}/series",
        "/stream",
      ].sort(),
    );
  });

  it("stands under both addresses", async () => {
    const versioned = await api.ask("/api/v1/openapi.json");
    expect(await versioned.json()).toEqual(api.openApi);
  });
});

describe("the engine", () => {
  it("tells anyone that it answers, and only those with the token who it is", async () => {
    expect(await (await fetch(`${api.url}/health`)).json()).toEqual({ status: "ok" });
    const health = await api.get("/health", "/api/v1/health");
    expect(health).toMatchObject({ status: "ok", workspace: api.bench.folder, runningSessions: 1 });
  });

  it("is mentioned by doctor", async () => {
    const facts = await api.controller.request("doctor", {});
    expect(facts.find(({ name }) => name === "api")).toMatchObject({ state: "ok" });
  });
});

describe("figures", () => {
  it("of running sessions are the newest", async () => {
    const { sessions } = await api.get<{ sessions: readonly Json[] }>("/metrics/realtime");
    expect(sessions).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ sessionId: runningId, evaluations: 400, run: { algorithm: "DE", best: 2.5 } });
    const none = await api.get<{ sessions: readonly Json[] }>(
      "/metrics/realtime",
      `/metrics/realtime?session=${endedId}`,
    );
    expect(none.sessions).toEqual([]);
  });

  it("are summed over the sessions that fit", async () => {
    const all = await api.get("/metrics/summary");
    expect(all).toMatchObject({ sessions: 2, runs: 2, iterations: 60, evaluations: 600, dropped: 6, isComplete: true });
    expect(all["byStatus"]).toMatchObject({ running: 1, completed: 1, failed: 0 });
    expect(await api.get("/metrics/summary", "/metrics/summary?status=completed")).toMatchObject({ iterations: 20 });
    expect(await api.get("/metrics/summary", "/metrics/summary?algorithm=PSO")).toMatchObject({ sessions: 0 });
    expect(await api.get("/metrics/summary", "/metrics/summary?to=2001-01-01T00:00:00Z")).toMatchObject({
      sessions: 0,
    });
    expect(await api.get("/metrics/summary", "/metrics/summary?from=1000&problem=sphere")).toMatchObject({
      sessions: 2,
    });
  });

  it("of algorithms are put together from the runs", async () => {
    const { items } = await api.get<{ items: readonly Json[] }>("/metrics/algorithms");
    expect(items).toEqual([
      {
        ...{ algorithm: "DE", problem: "sphere", direction: "minimize", sessions: 2, runs: 2, converged: 1 },
        byStatus: { running: 1, completed: 1, failed: 0, stopped: 0, interrupted: 0 },
        ...{ best: 2.5, medianBest: 3.75, medianEvaluations: 300, medianSeconds: expect.any(Number) as number },
      },
    ]);
  });

  it("of resources are series, chosen by group and metric", async () => {
    const path = "/metrics/resources";
    const all = await api.get<{ sessionId: string; series: readonly { table: string }[] }>(path);
    expect(all.sessionId).toBe(runningId);
    expect(all.series.map(({ table }) => table)).toContain("samples:system");
    const one = `${path}?session=${runningId}&group=process&metric=process_memory_rss_bytes`;
    const { series } = await api.get<{ series: readonly { table: string; columns: readonly Json[] }[] }>(path, one);
    expect(series.map(({ table }) => table)).toEqual(["samples:process"]);
    expect(series[0]?.columns).toMatchObject([{ column: "process_memory_rss_bytes", unit: "B" }]);
  });

  it("of the history stand one session after the other", async () => {
    const page = await api.get<{ items: readonly Json[]; total: number }>(
      "/metrics/history",
      "/metrics/history?limit=1&offset=1",
    );
    expect(page).toMatchObject({ total: 2, limit: 1, offset: 1 });
    expect(page.items).toMatchObject([{ sessionId: endedId, iterations: 20, evaluations: 200, best: 5 }]);
  });

  it("of a component hold its calls in every session, whatever its name", async () => {
    const route = "/metrics/component/{name}";
    const found = await api.get(route, "/metrics/component/Evaluation");
    expect(found).toMatchObject({ name: "Evaluation", count: 8, totalSeconds: 4, meanSeconds: 0.5 });
    expect(found["items"]).toHaveLength(2);
    const odd = await api.get(route, `/api/v1/metrics/component/${encodeURIComponent("Data/Loading ü")}`);
    expect(odd).toMatchObject({ name: "Data/Loading ü", count: 2 });
  });

  it("of alerts are what rules told, with their session", async () => {
    expect(await api.get("/metrics/alerts", "/metrics/alerts?status=running")).toEqual({ items: [] });
    expect(await api.get("/metrics/alerts")).toMatchObject({
      items: [{ sessionId: endedId, kind: "target-reached", severity: "info" }],
    });
  });
});

describe("sessions", () => {
  it("are listed by pages, running ones first", async () => {
    const page = await api.get<Page>("/sessions");
    expect(page.items.map(({ id }) => id)).toEqual([runningId, endedId]);
    const second = await api.get<Page>("/sessions", "/api/v1/sessions?limit=1&offset=1&text=sphere");
    expect([second.total, second.items.map(({ id }) => id)]).toEqual([2, [endedId]]);
    await api.controller.request("setTags", { sessionId: endedId, tags: ["good one"] });
    const tagged = await api.get<Page>("/sessions", "/sessions?tag=good+one&algorithm=DE&from=2001-01-01T00:00:00Z");
    expect(tagged.items.map(({ id }) => id)).toEqual([endedId]);
  });

  it.each([["latest"], ["running"], ["ended"]])("have their details (%s)", async (which) => {
    const id = which === "ended" ? endedId : which === "running" ? runningId : "latest";
    const detail = await api.get<{ session: Json; runs: readonly Json[]; live?: Json }>(
      "/sessions/{id}",
      `/sessions/${id}`,
    );
    expect(detail.session["id"]).toBe(which === "ended" ? endedId : runningId);
    expect(detail.runs).toMatchObject([{ algorithm: "DE", problem: "sphere", front: [[1, 2]] }]);
    expect(detail.live === undefined).toBe(which === "ended");
  });

  it("have series, reduced to a width and cut to a range", async () => {
    const route = "/sessions/{id}/series";
    const table = "table=run:second&x=iteration&y=best&y=mean";
    interface Found {
      readonly rowCount: number;
      readonly columns: readonly { column: string; x: readonly number[]; y: readonly number[] }[];
    }
    const all = await api.get<Found>(route, `/sessions/${runningId}/series?${table}`);
    expect([all.rowCount, all.columns.map(({ column, x }) => [column, x.length])]).toEqual([
      40,
      [
        ["best", 40],
        ["mean", 40],
      ],
    ]);
    const few = await api.get<Found>(route, `/sessions/${runningId}/series?${table}&points=5`);
    expect(few.columns.every(({ x }) => x.length <= 10)).toBe(true);
    const range = await api.get<Found>(route, `/sessions/${runningId}/series?${table}&from=10&to=12`);
    expect(range.columns[0]?.x).toEqual([10, 11, 12]);
    const whole = await api.get<Found>(route, `/sessions/${endedId}/series?table=run:first`);
    expect(whole.columns.map(({ column }) => column)).toContain("step/size");
  });

  it.each([
    ["unknown", "/sessions/{id}", "/sessions/nothing", 404],
    ["of no session", "/metrics/resources", "/metrics/resources?session=nothing", 404],
    ["of no table", "/sessions/{id}/series", "/sessions/latest/series?table=nothing", 404],
    ["without a table", "/sessions/{id}/series", "/sessions/latest/series", 400],
    ["of no column", "/sessions/{id}/series", "/sessions/latest/series?table=run:second&y=nothing", 400],
    ["of no component", "/metrics/component/{name}", "/metrics/component/nothing", 404],
    ["of no limit", "/sessions", "/sessions?limit=0", 400],
    ["of half a page", "/sessions", "/sessions?limit=1.5", 400],
    ["before the first", "/sessions", "/sessions?offset=-1", 400],
    ["of a backward range", "/sessions", "/sessions?from=20&to=10", 400],
    ["of no time", "/metrics/history", "/metrics/history?from=yesterday", 400],
    ["of no status", "/metrics/summary", "/metrics/summary?status=done", 400],
    ["twice", "/sessions", "/sessions?limit=1&limit=2", 400],
    ["with more than is known", "/health", "/health?__proto__=1", 400],
  ])("that are asked for wrongly (%s) are a problem that says so", async (_, route, path, status) => {
    const problem = await api.problem(route, path, status);
    expect(problem["status"]).toBe(status);
    expect(problem["detail"]).toEqual(expect.stringMatching(/\S/));
  });
});
