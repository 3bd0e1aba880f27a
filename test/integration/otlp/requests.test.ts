import { request as httpRequest } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MESSAGES } from "../../../src/ingest/otlp/otlpSchema";
import type { OtlpReceiverAddress } from "../../../src/protocol/otlp";
import type { SessionDetail } from "../../../src/protocol/session";
import { launch } from "../engine/helpers";
import { until, Workbench, type Controller } from "../engine/workbench";

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: Buffer;
}

/** What a request differs in from one that is taken. */
interface Difference {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: Buffer | string;
}

describe("requests of OTLP", () => {
  let bench: Workbench;
  let control: Controller;
  let receiver: OtlpReceiverAddress;
  beforeEach(async () => {
    bench = new Workbench();
    control = await bench.control();
    await control.request("updateSettings", { settings: { otlpReceive: true } as never });
    const status = await control.request("otlpStatus", {});
    if (status.receiver === undefined) throw new Error(status.problem ?? "nothing listens");
    receiver = status.receiver;
  });
  afterEach(() => bench.dispose());

  function send({
    method = "POST",
    path = "/v1/metrics",
    headers = {},
    body = "{}",
  }: Difference = {}): Promise<Answer> {
    const given = {
      authorization: `Bearer ${receiver.token}`,
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
      ...headers,
    };
    const kept = Object.fromEntries(Object.entries(given).filter((entry) => entry[1] !== undefined));
    return new Promise((resolve, reject) => {
      const request = httpRequest(`${receiver.endpoint}${path}`, { method, headers: kept }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("end", () => {
          const { statusCode = 0, headers: answered } = response;
          resolve({ status: statusCode, type: answered["content-type"], body: Buffer.concat(pieces) });
        });
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  const tooLong = Buffer.alloc((4 << 20) + 1, 32);
  const bomb = gzipSync(Buffer.alloc(64 << 20));
  const refusals: readonly (readonly [string, Difference, number, number])[] = [
    ["without a token", { headers: { authorization: undefined } }, 401, 16],
    ["with a wrong token", { headers: { authorization: "Bearer guess" } }, 401, 16],
    ["that name another host", { headers: { host: "evil.example:80" } }, 403, 7],
    ["of a web page", { headers: { origin: "http://127.0.0.1" } }, 403, 7],
    ["that only ask", { method: "GET", body: "" }, 405, 12],
    ["to nowhere", { path: "/v1/profiles" }, 404, 12],
    ["with logs", { path: "/v1/logs" }, 404, 12],
    ["of another type", { headers: { "content-type": "text/plain" } }, 415, 3],
    ["packed otherwise", { headers: { "content-encoding": "br" } }, 415, 3],
    ["that are no JSON", { body: "{" }, 400, 3],
    ["that are no gzip", { headers: { "content-encoding": "gzip" } }, 400, 3],
    ["that say that they are too long", { body: tooLong }, 413, 3],
    [
      "that are too long without saying so",
      { body: tooLong, headers: { "content-length": undefined, "transfer-encoding": "chunked" } },
      413,
      3,
    ],
    ["that unpack without end", { body: bomb, headers: { "content-encoding": "gzip" } }, 400, 3],
  ];

  it("that cannot be taken are answered with a google.rpc.Status, and the next one is taken", async () => {
    for (const [what, difference, status, code] of refusals) {
      const answer = await send(difference);
      expect([what, answer.status, answer.type]).toEqual([what, status, "application/json"]);
      const said = JSON.parse(answer.body.toString()) as { readonly code: number; readonly message: string };
      expect([what, said.code]).toEqual([what, code]);
      expect(said.message).toMatch(/\.$/);
      expect(said.message).not.toContain(receiver.token);
    }
    expect(await send()).toMatchObject({ status: 200, type: "application/json" });
    expect(await control.request("listSessions", {})).toMatchObject({ sessions: [] });
  });

  it("that are no protobuf are answered in protobuf", async () => {
    const headers = { "content-type": "application/x-protobuf" };
    const answer = await send({ headers, body: Buffer.from([0x0a, 0xff, 0x01]) });
    expect([answer.status, answer.type]).toEqual([400, "application/x-protobuf"]);
    const status = MESSAGES.status.toObject(MESSAGES.status.decode(answer.body));
    expect(status).toMatchObject({ code: 3, message: expect.stringContaining("MetricsRequest") as string });
  });

  it("of a launch without a process are its, count once when they are repeated, and say what could not be used", async () => {
    await control.request("startLaunch", launch("job-1", { definite: true }));
    const points = [{ asDouble: 2 }, { flags: 1 }];
    const histogram = { aggregationTemporality: 1, dataPoints: [{ count: "2", sum: 3 }] };
    const metrics = [
      { name: "loss", gauge: { dataPoints: points } },
      { name: "step", unit: "s", histogram },
    ];
    const body = JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
    const headers = { "x-optimizer-monitor-session": "job-1" };
    for (let time = 0; time < 3; time++) {
      const answer = await send({ headers, body });
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body.toString())).toMatchObject({ partialSuccess: { rejectedDataPoints: "1" } });
    }
    const { sessions } = await control.request("listSessions", {});
    expect(sessions.map(({ label }) => label)).toEqual(["job-1"]);
    const detail = await detailOf(sessions[0]?.id ?? "");
    expect(detail.components).toMatchObject([{ name: "step", count: 2, totalSeconds: 3 }]);
    await control.request("endLaunch", { launchId: "job-1", exitCode: 0 });
    const ended = await control.request("listSessions", {});
    expect(ended.sessions).toMatchObject([{ status: "completed" }]);
  });

  it("of a process that no launch is known of are a session until it is gone", async () => {
    const program = bench.start(process.execPath, ["-e", "console.log('up'); process.stdin.resume()"]);
    await program.firstOutput;
    const { pid = 0 } = program.child;
    const attributes = [{ key: "process.pid", value: { intValue: String(pid) } }];
    const span = {
      name: "work",
      spanId: "aa",
      startTimeUnixNano: "1700000000000000000",
      endTimeUnixNano: "1700000001500000000",
    };
    const body = JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }] });
    expect((await send({ path: "/v1/traces", body })).status).toBe(200);
    const { sessions } = await control.request("listSessions", {});
    expect(sessions).toMatchObject([{ kind: "external", status: "running" }]);
    const id = sessions[0]?.id ?? "";
    expect((await detailOf(id)).components).toMatchObject([{ name: "work", count: 1, totalSeconds: 1.5 }]);
    program.child.kill();
    await until("the session's end", async () => {
      const found = await control.request("listSessions", {});
      return found.sessions.find((session) => session.id === id && session.status === "completed");
    });
  });

  it("are not heard any more once the setting is off", async () => {
    await control.request("updateSettings", { settings: { otlpReceive: false } as never });
    expect(await control.request("otlpStatus", {})).toEqual({});
    await expect(send()).rejects.toThrow("ECONNREFUSED");
  });

  function detailOf(sessionId: string): Promise<SessionDetail> {
    return control.request("getSession", { sessionId });
  }
});
