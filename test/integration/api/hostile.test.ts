// Requests that nobody should make: each is refused in its own way, and none of them keeps the engine from recording.
import { once } from "node:events";
import { request, type ClientRequest, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAILURE_RATE } from "../../../src/api/access/gate";
import { MAX_STREAMS } from "../../../src/api/liveStreams";
import { until } from "../engine/workbench";
import { ApiBench, TOKEN, type RawAnswer } from "./apiBench";

const BEARER = { Authorization: `Bearer ${TOKEN}` };

let api: ApiBench;
beforeAll(async () => {
  api = await ApiBench.start();
  await api.program("steady", 5);
});
afterAll(() => api.dispose());

/** The kind of a problem, as its type names it. */
function kindOf({ body }: Pick<RawAnswer, "body">): string {
  const { type } = JSON.parse(body) as { readonly type: string };
  return type.replace("urn:optimizer-monitor:problem:", "");
}

/** A bare connection, with all that comes back on it. */
async function bare(): Promise<{ socket: Socket; text: () => string; closed: Promise<unknown> }> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.on("data", (bytes: Buffer) => (text += bytes.toString("latin1")));
  socket.on("error", () => undefined);
  const closed = once(socket, "close");
  await once(socket, "connect");
  return { socket, text: () => text, closed };
}

describe("the token", () => {
  it.each([
    ["missing", {}],
    ["empty", { Authorization: "Bearer " }],
    ["wrong", { Authorization: "Bearer another-token-0123456789" }],
    ["cut", { Authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ["longer", { Authorization: `Bearer ${TOKEN}x` }],
    ["of another kind", { Authorization: `Basic ${Buffer.from(`:${TOKEN}`).toString("base64")}` }],
  ])("that is %s opens nothing", async (_, headers) => {
    const answer = await api.raw("/metrics/realtime", headers);
    expect([answer.status, kindOf(answer)]).toEqual([401, "unauthorized"]);
    expect(answer.headers["www-authenticate"]).toMatch(/^Bearer /);
  });

  it("is not read from the address, where it would stay in logs", async () => {
    const answer = await api.raw(`/metrics/realtime?token=${TOKEN}`);
    expect(answer.status).toBe(401);
  });
});

describe("names and origins", () => {
  it.each([
    ["evil.example"],
    ["evil.example:7727"],
    ["127.0.0.1.evil.example"],
    ["192.168.1.5"],
    ["localhost.evil.example"],
  ])("a page that made its name %s point here gets nothing", async (host) => {
    for (const path of ["/health", "/openapi.json", "/sessions"]) {
      const answer = await api.raw(path, { ...BEARER, Host: host });
      expect([answer.status, kindOf(answer)]).toEqual([421, "foreign-host"]);
    }
  });

  it.each([["localhost"], ["127.0.0.1:1"], ["[::1]:7727"], ["LOCALHOST:99"], ["metrics.example"]])(
    "%s is a name of this machine",
    async (host) => {
      expect((await api.raw("/sessions", { ...BEARER, Host: host })).status).toBe(200);
    },
  );

  it.each([
    ["another origin", { Origin: "https://evil.example" }],
    ["no origin at all", { Origin: "null" }],
    ["another site, without an origin", { "Sec-Fetch-Site": "cross-site" }],
  ])("a page of %s is refused and may not read why", async (_, headers) => {
    const answer = await api.raw("/health", { ...BEARER, ...(headers as Record<string, string>) });
    expect([answer.status, kindOf(answer)]).toEqual([403, "foreign-origin"]);
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("a page of a listed origin may ask and read, and no other", async () => {
    const Origin = "https://board.example";
    const preflight = await api.raw("/sessions", { Origin, "Access-Control-Request-Method": "GET" }, "OPTIONS");
    expect(preflight.status).toBe(204);
    expect(preflight.headers["access-control-allow-headers"]).toContain("Authorization");
    const answer = await api.raw("/sessions", { ...BEARER, Origin });
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([200, Origin]);
    expect(answer.headers["vary"]).toContain("Origin");
    const failed = await api.raw("/sessions", { Origin });
    expect([failed.status, failed.headers["access-control-allow-origin"]]).toEqual([401, Origin]);
  });
});

describe("paths", () => {
  it.each([
    ["/../../../../etc/passwd"],
    ["/api/v1/../../etc/passwd"],
    ["/sessions/..%2f..%2f..%2fetc%2fpasswd"],
    ["/sessions/%2e%2e/%2e%2e/etc/passwd"],
    ["/metrics/component/..%2f..%2fetc%2fpasswd"],
    ["/metrics/export?session=../../../../etc/passwd"],
    ["/metrics/export?session=/etc/passwd&format=csv"],
    ["/sessions/%00"],
    ["/sessions/%ff%fe"],
    ["/sessions/latest/series?table=../../etc/passwd"],
    ["/metrics/export/etc/passwd"],
  ])("%s leads to no file", async (path) => {
    const answer = await api.raw(path, BEARER);
    expect([path, answer.status]).toEqual([path, 404]);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(answer.body).not.toContain("root:");
  });

  it("a file of a CSV export that is none is refused", async () => {
    const answer = await api.raw("/metrics/export?format=csv&file=../../etc/passwd", BEARER);
    expect([answer.status, kindOf(answer)]).toEqual([400, "invalid-parameters"]);
  });
});

describe("methods and sizes", () => {
  it.each([["POST"], ["PUT"], ["DELETE"], ["PATCH"]])("%s changes nothing", async (method) => {
    const answer = await api.raw("/sessions/latest", BEARER, method);
    expect([answer.status, kindOf(answer)]).toEqual([405, "unknown-method"]);
    expect(answer.headers["allow"]).toBe("GET, HEAD");
  });

  it("a body is refused before it is read", async () => {
    const { socket, text, closed } = await bare();
    socket.write(
      `GET /sessions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 999999999\r\n\r\n`,
    );
    await closed;
    expect(text()).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("headers and addresses beyond all measure are refused", async () => {
    const long = await api.raw("/sessions", { ...BEARER, "X-Long": "x".repeat(20_000) });
    expect(long.status).toBe(431);
    const address = await api.raw(`/sessions/${"x".repeat(5_000)}`, BEARER);
    expect(address.status).toBe(404);
    expect(address.body.length).toBeLessThan(1_000);
  });

  it("what is no HTTP is refused", async () => {
    const { socket, text, closed } = await bare();
    socket.write('{"type":"hello","protocol":1}\n\n');
    await closed;
    expect(text()).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("a request without a name of the machine is refused", async () => {
    const { socket, text, closed } = await bare();
    socket.write("GET /health HTTP/1.1\r\nConnection: close\r\n\r\n");
    await closed;
    expect(text()).toMatch(/^HTTP\/1\.1 4\d\d /);
  });
});

describe("many and slow ones", () => {
  it("a thousand at once are all answered", async () => {
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => api.raw("/metrics/realtime", BEARER)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it("those who never finish asking lose their connection, and others are answered meanwhile", async () => {
    const slow = await Promise.all(Array.from({ length: 50 }, () => bare()));
    const dripping = setInterval(() => slow.forEach(({ socket }) => socket.write("X-Drip: 1\r\n")), 250);
    try {
      for (const { socket } of slow) socket.write("GET /health HTTP/1.1\r\nHost: localhost\r\n");
      await until("an answer for others", async () => ((await api.raw("/health")).status === 200 ? true : undefined));
      await Promise.all(slow.map(({ closed }) => closed));
    } finally {
      clearInterval(dripping);
    }
    expect(slow.every(({ text }) => text().startsWith("HTTP/1.1 408 "))).toBe(true);
  }, 30_000);

  it("streams are counted, and a closed one makes room", async () => {
    const open: ClientRequest[] = [];
    const { hostname, port } = new URL(api.url);
    const ask = async (): Promise<IncomingMessage> => {
      const asking = request({ hostname, port, path: "/stream", headers: BEARER, agent: false }).end();
      asking.on("error", () => undefined);
      open.push(asking);
      const [response] = (await once(asking, "response")) as [IncomingMessage];
      response.on("error", () => undefined).resume();
      return response;
    };
    for (let index = 0; index < MAX_STREAMS; index++) expect((await ask()).statusCode).toBe(200);
    expect((await ask()).statusCode).toBe(503);
    open[0]?.destroy();
    await until("room for one more", async () => ((await ask()).statusCode === 200 ? true : undefined));
    for (const asking of open) asking.destroy();
  });
});

describe("guessing", () => {
  it("is slow, and the right token goes on working", async () => {
    const guesses = Array.from({ length: FAILURE_RATE.burst + 5 }, (_, index) =>
      api.raw("/sessions", { Authorization: `Bearer guess-number-${index}` }),
    );
    const answers = await Promise.all(guesses);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]));
    const late = answers.find(({ status }) => status === 429);
    expect(Number(late?.headers["retry-after"])).toBeGreaterThan(0);
    expect((await api.raw("/sessions", BEARER)).status).toBe(200);
  });
});

describe("after all that", () => {
  it("the engine has recorded everything and still answers", async () => {
    const health = await until("an answer", async () => {
      const answer = await api.raw("/health", BEARER);
      return answer.status === 200 ? (JSON.parse(answer.body) as Record<string, unknown>) : undefined;
    });
    expect(health).toMatchObject({ runningSessions: 1 });
    const [session] = await api.controller.sessions();
    expect(session).toMatchObject({ iterationCount: 5, dropped: 3 });
  });
});
