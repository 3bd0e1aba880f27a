import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../clients/node/src/client.js";
import { silentLog } from "../../src/base/log";
import { listenOnLoopback, listenOnSocket, type IngestEndpoint } from "../../src/ingest/listener";
import type { ClientChannel, ClientReceiver } from "../../src/ingest/receiver";
import type { HelloMessage, WireEvent } from "../../src/protocol/wire";
import { bashExample, buildExample, runExample } from "./exampleProgram";

/** What came through the engine's own listener: parsed events, refusals, and whether the clients took their leave. */
class Recorder implements ClientReceiver {
  readonly hellos: (HelloMessage | undefined)[] = [];
  readonly events: WireEvent[] = [];
  readonly refused: string[] = [];
  readonly left: Promise<boolean>;
  private onLeft: (clean: boolean) => void = () => undefined;

  constructor() {
    this.left = new Promise((resolve) => (this.onLeft = resolve));
  }

  async admit(hello: HelloMessage | undefined): Promise<ClientChannel> {
    this.hellos.push(hello);
    return {
      sessionId: "s1",
      acknowledged: 0,
      accept: (events) => void this.events.push(...events),
      refuse: (reason) => void this.refused.push(reason),
      flush: () => true,
      leave: this.onLeft,
    };
  }

  async *answer(): AsyncGenerator<string> {
    yield "{}";
  }

  of(type: WireEvent["type"]): WireEvent[] {
    return this.events.filter((event) => event.type === type);
  }
}

const folder = mkdtempSync(join(tmpdir(), "om-ingest-"));
let binary = "";
beforeAll(() => {
  binary = buildExample(folder);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const transports = {
  unix: (recorder: Recorder) => listenOnSocket(join(folder, "ingest.sock"), recorder, silentLog),
  tcp: (recorder: Recorder) => listenOnLoopback(recorder, silentLog),
};

async function reportNode({ endpoint, token }: IngestEndpoint): Promise<void> {
  const client = createClient({ endpoint, token });
  const run = client.run("Local search", { parameters: { when: NaN } });
  for (let i = 1; i <= 300; i++) {
    client.component("step", () => run.iteration(i, { best: 1 / i, metrics: { penalty: NaN } }));
  }
  run.front([[1, Infinity]]);
  run.end({ best: 1 / 300 });
  expect(await client.flush()).toBe(true);
}

async function reportExample(command: string, { endpoint, token }: IngestEndpoint): Promise<void> {
  const environment = { OPTIMIZER_MONITOR_ENDPOINT: endpoint, OPTIMIZER_MONITOR_TOKEN: token };
  expect(await runExample(command, environment)).toMatchObject({ code: 0, stderr: "" });
}

describe.each(["unix", "tcp"] as const)("the engine's listener over %s", (transport) => {
  it.each([
    ["bash", (ingest: IngestEndpoint) => reportExample(bashExample, ingest), true],
    ["C++", (ingest: IngestEndpoint) => reportExample(binary, ingest), true],
    ["Node", reportNode, false],
  ] as const)("takes all that %s sends", async (_, report, saysBye) => {
    const recorder = new Recorder();
    const ingest = await transports[transport](recorder);
    try {
      await report(ingest);
      if (saysBye) expect(await recorder.left).toBe(true);
    } finally {
      ingest.dispose();
    }
    expect(recorder.hellos).toMatchObject([{ protocol: 1 }]);
    expect(recorder.refused).toEqual([]);
    expect(recorder.of("run_start")).toHaveLength(1);
    expect(recorder.of("iteration")).toHaveLength(300);
    expect(recorder.of("run_end")).toMatchObject([{ status: "completed" }]);
  });

  it("turns a wrong token away, over TCP only", async () => {
    const recorder = new Recorder();
    const ingest = await transports[transport](recorder);
    const client = createClient({ endpoint: ingest.endpoint, token: "wrong" });
    client.note("hi");
    expect(await client.flush(500)).toBe(transport === "unix");
    ingest.dispose();
    expect(recorder.of("note")).toHaveLength(transport === "unix" ? 1 : 0);
  });
});
