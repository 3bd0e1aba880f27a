// A real engine with its API on, and programs of our own that report to it.
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { Ajv2020 } from "ajv/dist/2020";
import { expect } from "vitest";
import type { ApiConfiguration } from "../../../src/protocol/api";
import { RawClient } from "../engine/helpers";
import { until, Workbench, type Controller } from "../engine/workbench";

export const TOKEN = "a-token-for-tests-only-0123456789";

/** The settings of an API for tests: any free port, a known token. */
export const CONFIGURATION: ApiConfiguration = {
  enabled: true,
  port: 0,
  host: "127.0.0.1",
  allowedHosts: ["metrics.example"],
  allowedOrigins: ["https://board.example"],
  token: TOKEN,
};

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Json = Readonly<Record<string, unknown>>;

/** An engine with an API, the way to ask it, and the document that it is held to. */
export class ApiBench {
  private constructor(
    readonly bench: Workbench,
    readonly controller: Controller,
    readonly url: string,
    private readonly document: Json,
    private readonly ajv: Ajv2020,
  ) {}

  static async start(more: Partial<ApiConfiguration> = {}): Promise<ApiBench> {
    const bench = new Workbench();
    const controller = await bench.control();
    const status = await controller.request("configureApi", { ...CONFIGURATION, ...more });
    if (status.url === undefined) throw new Error(`the API is off: ${status.problem ?? "no reason"}`);
    const document = (await (await fetch(`${status.url}/openapi.json`)).json()) as Json;
    const ajv = new Ajv2020({ strict: false, formats: { "date-time": true } });
    ajv.addSchema(document, "api");
    return new ApiBench(bench, controller, status.url, document, ajv);
  }

  /** Asks with the token. */
  async ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(this.url + path, { headers: { Authorization: `Bearer ${TOKEN}`, ...headers } });
  }

  /** Asks, and holds the answer to the document's description of `route`. */
  async get<T = Json>(route: string, path: string = route): Promise<T> {
    const response = await this.ask(path);
    const body: unknown = await response.json();
    expect(response.status, `${path}: ${JSON.stringify(body)}`).toBe(200);
    this.conforms(route, "200", "application/json", body);
    return body as T;
  }

  /** Asks for what must fail, and holds the problem to the document. */
  async problem(route: string, path: string, status: number): Promise<Json> {
    const response = await this.ask(path);
    const body = (await response.json()) as Json;
    expect([path, response.status]).toEqual([path, status]);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    this.conforms(route, String(status), "application/problem+json", body);
    return body;
  }

  /** One request exactly as given: `fetch` does not let everything pass. */
  raw(path: string, headers: Readonly<Record<string, string>> = {}, method = "GET", body = ""): Promise<RawAnswer> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve, reject) => {
      const request = httpRequest({ hostname, port, path, method, headers, agent: false }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  /** A program that reports, still connected. */
  async program(run: string, iterations: number): Promise<RawClient> {
    const client = new RawClient(await this.bench.ingest());
    await client.greet({ id: run, pid: process.pid, argv: `python3 ${run}.py` });
    client.send({ type: "batch", sequence: 1, events: eventsOf(run, iterations) });
    await client.acknowledged(1);
    return client;
  }

  async dispose(): Promise<void> {
    await this.bench.dispose();
  }

  private conforms(route: string, status: string, mediaType: string, body: unknown): void {
    const path = ["paths", route, "get", "responses", status, "content", mediaType, "schema"];
    const pointer = path.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
    const validate = this.ajv.getSchema(`api#/${pointer}`);
    if (validate === undefined) throw new Error(`the document says nothing of ${route} ${status} ${mediaType}`);
    expect(validate(body) || validate.errors, `${route} ${status}`).toBe(true);
  }

  get paths(): readonly string[] {
    return Object.keys(this.document["paths"] as Json);
  }

  get openApi(): Json {
    return this.document;
  }
}

/** What a program reports: one run of DE on a sphere, two timed components, a metric of its own. */
function eventsOf(run: string, iterations: number): readonly Json[] {
  const facts = { algorithm: "DE", problem: "sphere", budget: 1000, seed: 7, dimension: 5 };
  // One of the two reaches it, which is an alert.
  const began = { type: "run_start", run, ...facts, ...(run === "first" ? { target: 10 } : {}) };
  const steps = Array.from({ length: iterations }, (_, index) => ({
    type: "iteration",
    run,
    iteration: index,
    best: 100 / (index + 1),
    mean: 200 / (index + 1),
    evaluations: (index + 1) * 10,
    metrics: { "step/size": 1 / (index + 1) },
  }));
  const components = [
    { type: "component", name: "Evaluation", count: 4, total: 2, min: 0.1, max: 1.2, ...buckets([0.1, 1], [1, 2, 1]) },
    { type: "component", name: "Data/Loading ü", parent: "Evaluation", count: 1, total: 0.25, min: 0.25, max: 0.25 },
  ];
  const others = [
    { type: "metric", name: "temperature", value: 21.5, unit: "K" },
    { type: "front", run, points: [[1, 2]] },
    { type: "note", level: "warning", text: "a remark" },
    { type: "dropped", count: 3 },
  ];
  return [began, ...steps, ...components, ...others];
}

function buckets(le: readonly number[], counts: readonly number[]): Json {
  return { buckets: { le, counts } };
}

/** An engine with one session that has ended and one that runs, whose program is still connected. */
export async function startWithSessions(): Promise<{
  readonly api: ApiBench;
  readonly program: RawClient;
  readonly runningId: string;
  readonly endedId: string;
}> {
  const api = await ApiBench.start();
  const first = await api.program("first", 20);
  first.send({ type: "run_end", run: "first", status: "completed", converged: true, best: 5 }, { type: "bye" });
  first.socket.end();
  const endedId = (await api.controller.onlyEnded()).session.id;
  const program = await api.program("second", 40);
  const runningId = await until(
    "the running session",
    async () => (await api.controller.sessions()).find(({ status }) => status === "running")?.id,
  );
  await until("the first sample", async () => {
    const { tables } = await api.controller.request("getSession", { sessionId: runningId });
    return tables.some(({ name }) => name === "samples:process") || undefined;
  });
  return { api, program, runningId, endedId };
}
