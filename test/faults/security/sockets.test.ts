// What stands where an engine wants to listen, and who talks to it without the right words.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/log";
import { isListening } from "../../../src/engine/claim";
import { listenOnLoopback, type IngestEndpoint } from "../../../src/ingest/listener";
import type { WireEvent } from "../../../src/protocol/wire";
import { batch, iteration, killEngine, RawClient } from "../../integration/engine/helpers";
import { DIST, PYTHON, until, Workbench } from "../../integration/engine/workbench";

/** Listens, accepts nobody, and is asked until no more fit into its queue. */
const BUSY = `
import socket, sys, time
server = socket.socket(socket.AF_UNIX); server.bind(sys.argv[1]); server.listen(0)
waiting = []
while True:
    one = socket.socket(socket.AF_UNIX); one.setblocking(False)
    try: one.connect(sys.argv[1]); waiting.append(one)
    except BlockingIOError: break
print("full", flush=True); time.sleep(60)
`;

let bench: Workbench;
const started = new Set<ChildProcess>();
beforeEach(() => void (bench = new Workbench()));
afterEach(async () => {
  for (const child of started) child.kill("SIGKILL");
  started.clear();
  await bench.dispose();
});

describe.skipIf(process.platform === "win32")("what stands in the place of a socket", () => {
  it("is taken over where nobody listens: a killed engine's socket, a file", async () => {
    await bench.control();
    await killEngine(bench);
    rmSync(bench.addresses.ingest ?? "");
    writeFileSync(bench.addresses.ingest ?? "", "no socket", { mode: 0o644 });
    const controller = await bench.control();
    expect(controller.facts.pid).toBe(bench.enginePid());
    const raw = new RawClient(await bench.ingest());
    await raw.greet({ id: "a" });
    expect(statSync(bench.addresses.ingest ?? "").mode & 0o777).toBe(0o600);
  });

  it("is left to who listens there, also where they are too busy to answer", async () => {
    const { folder, control } = bench.addresses;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const busy = spawn(PYTHON, ["-c", BUSY, control]);
    started.add(busy);
    await new Promise((full) => busy.stdout.once("data", full));
    expect(await isListening(control)).toBe(true);
    const { ino } = statSync(control);
    // An engine that finds another one leaves it alone, and says so by its code.
    const engine = bench.start(process.execPath, [join(DIST, "engine.js"), "--workspace", bench.folder]);
    expect((await engine.done).code).toBe(0);
    expect(statSync(control).ino).toBe(ino);
  });
});

describe("garbage", () => {
  it("on the control socket ends its own connection at most", async () => {
    const controller = await bench.control();
    const texts = [
      "\0\xff".repeat(5000),
      "Content-Length: 99999999999999\r\n\r\n{}",
      "Content-Length: -1\r\n\r\n{}",
      "Content-Length: x\r\n\r\n",
      "no header at all\r\n\r\n".repeat(50),
      framed("[".repeat(50_000)),
      framed('{"jsonrpc":"2.0","id":1,"method":"deleteSession","params":{"sessionId":"x"}}'),
      framed('{"jsonrpc":"2.0","id":{"__proto__":1},"method":"__proto__","params":[]}'),
      framed('{"jsonrpc":"2.0","method":"constructor"}').repeat(20),
    ];
    for (const text of texts) await sent(bench.addresses.control, Buffer.from(text, "latin1"));
    expect(await controller.sessions()).toEqual([]);
    expect(bench.enginePid()).toBe(controller.facts.pid);
  });

  it("is refused before hello: nothing is answered to who has not greeted", async () => {
    await bench.control();
    const request = framed('{"jsonrpc":"2.0","id":1,"method":"listSessions","params":{}}');
    const answer = await sent(bench.addresses.control, Buffer.from(request), "no-hello");
    expect(answer).toMatch(/"code":"no-hello"/);
  });
});

function framed(text: string): string {
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

/** Sends bytes over a connection of its own; resolves with what came back, once it holds a word or all has been taken. */
async function sent(path: string, bytes: Buffer, word?: string): Promise<string> {
  const socket = connect(path);
  let answer = "";
  socket.on("data", (data: Buffer) => (answer += data.toString()));
  socket.on("error", () => undefined);
  await new Promise<void>((taken) => {
    socket.once("close", () => taken());
    socket.write(bytes, () => taken());
  });
  if (word !== undefined) await until(word, () => answer.includes(word) || undefined);
  socket.destroy();
  return answer;
}

describe("the token of the ingest port", () => {
  const accepted: WireEvent[] = [];
  const sockets = new Set<Socket>();
  let endpoint: IngestEndpoint;
  beforeEach(async () => {
    accepted.length = 0;
    const channel = {
      sessionId: "s",
      acknowledged: 0,
      accept: (events: readonly WireEvent[]) => void accepted.push(...events),
      refuse: () => undefined,
      flush: () => true,
      leave: () => undefined,
    };
    async function* answer(): AsyncGenerator<string> {
      yield "secret figures";
    }
    endpoint = await listenOnLoopback({ admit: async () => channel, answer }, silentLog);
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    endpoint.dispose();
  });

  function client(): RawClient {
    const [host = "", port = ""] = endpoint.endpoint.replace("tcp://", "").split(":");
    const socket = connect({ host, port: Number(port) });
    sockets.add(socket);
    return new RawClient(socket);
  }

  it("lets in who knows it", async () => {
    const raw = client();
    await raw.greet({ id: "a", token: endpoint.token });
    raw.send(batch(1, iteration("r", 1)));
    await raw.acknowledged(1);
    expect(accepted).toHaveLength(1);
  });

  it.each<readonly [string, (token: string) => unknown]>([
    ["none", () => undefined],
    ["an empty one", () => ""],
    ["a wrong one of the same length", (token) => "0".repeat(token.length)],
    ["its beginning", (token) => token.slice(0, -1)],
    ["more than it", (token) => `${token}0`],
    ["its letters in another case", (token) => token.toUpperCase().replace(/^(\d+)$/, "A$1")],
    ["a very long one", () => "x".repeat(500_000)],
    ["no text", () => ["a", "list"]],
  ])("keeps out who has %s: no event is taken, nothing is answered", async (_, tokenOf) => {
    const token = tokenOf(endpoint.token ?? "");
    for (const first of [
      { type: "hello", protocol: 1, client: "x", id: "a" },
      { type: "summary", id: "a" },
    ]) {
      const raw = client();
      raw.send({ ...first, ...(token === undefined ? {} : { token }) }, batch(1, iteration("r", 1)));
      await until("the refusal", () => raw.answers.some(({ type }) => type === "error") || undefined);
      await until("the end of the connection", () => raw.isClosed || undefined);
      expect(raw.answers.map(({ type }) => type)).not.toContain("welcome");
      expect(JSON.stringify(raw.answers)).not.toContain("secret figures");
    }
    expect(accepted).toEqual([]);
  });

  it("is asked for before any event of a program that does not greet", async () => {
    const raw = client();
    raw.send(iteration("r", 1));
    await until("the end of the connection", () => raw.isClosed || undefined);
    expect(accepted).toEqual([]);
  });
});
