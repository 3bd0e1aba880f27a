import { connect } from "node:net";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/log";
import { UserError } from "../../../src/base/userError";
import { listenOnLoopback, type IngestEndpoint } from "../../../src/ingest/listener";
import type { ClientChannel, ClientReceiver } from "../../../src/ingest/receiver";
import { MAX_LINE_BYTES, type HelloMessage, type RequestMessage, type WireEvent } from "../../../src/protocol/wire";

class Receiver implements ClientReceiver {
  readonly admitted: (HelloMessage | undefined)[] = [];
  readonly events: WireEvent[] = [];
  readonly refused: string[] = [];
  left = 0;

  admit(hello: HelloMessage | undefined): Promise<ClientChannel> {
    this.admitted.push(hello);
    return Promise.resolve({
      sessionId: "s",
      acknowledged: 0,
      accept: (events) => void this.events.push(...events),
      refuse: (reason) => void this.refused.push(reason),
      flush: () => true,
      leave: () => void this.left++,
    });
  }

  async *answer(request: RequestMessage, clientId: string): AsyncGenerator<string> {
    if (clientId !== "c") throw new UserError("NO_SESSION", "nobody knows this client");
    if (request.type === "summary") yield '{"source":"engine"}';
    // Characters of two halves, at every place where a piece could be cut.
    for (let index = 0; request.type === "report" && index < 4; index++)
      yield `${"x".repeat(index)}${"𝛼".repeat(100_000)}`;
  }
}

let receiver: Receiver;
let endpoint: IngestEndpoint;
beforeEach(async () => {
  receiver = new Receiver();
  endpoint = await listenOnLoopback(receiver, silentLog);
});
afterEach(() => endpoint.dispose());

/** Sends lines over one connection and gives the answers, once the engine or we have ended it. */
function exchange(lines: readonly string[], keepOpen = false): Promise<readonly Record<string, unknown>[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(endpoint.endpoint.split(":").pop()), "127.0.0.1");
    let text = "";
    socket.on("data", (bytes) => (text += bytes.toString()));
    socket.on("error", reject);
    socket.on("close", () =>
      resolve(
        text
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      ),
    );
    const all = lines.map((line) => `${line}\n`).join("");
    if (keepOpen) socket.write(all);
    else socket.end(all);
  });
}

const hello = (more: object = {}): string =>
  JSON.stringify({ type: "hello", protocol: 1, client: "test", id: "c", token: endpoint.token, ...more });
const note = '{"type":"note","text":"n"}';

describe("the listener on TCP", () => {
  it("takes in who has the token", async () => {
    const answers = await exchange([hello(), '{"type":"batch","sequence":1,"events":[{"type":"note","text":"n"}]}']);
    expect(answers).toMatchObject([
      { type: "welcome", session: "s" },
      { type: "ack", sequence: 1 },
    ]);
    expect(receiver.events).toHaveLength(1);
    expect(receiver.left).toBe(1);
  });

  it.each([
    ["a wrong token", () => [hello({ token: "0".repeat(48) }), note], /wrong token/],
    ["a short token", () => [hello({ token: "x" }), note], /wrong token/],
    ["no token", () => [hello({ token: undefined }), note], /wrong token/],
    ["no hello", () => [note, note], /hello with the token must come first/],
    ["a wrong token and then the right one", () => [hello({ token: "x" }), hello(), note], /wrong token/],
    ["another protocol", () => [hello({ protocol: 2 }), note], /protocol 2 is not spoken here/],
  ])("ends the connection of who comes with %s, having said why", async (_, lines, reason) => {
    const answers = await exchange(lines(), true);
    expect(answers).toEqual([{ type: "error", reason: expect.stringMatching(reason) as string }]);
    expect([receiver.admitted, receiver.events]).toEqual([[], []]);
  });

  it("tells each reason once, also what came before the hello", async () => {
    const answers = await exchange(["garbage", "garbage", hello(), '{"type":"nope"}', '{"type":"nope"}', note]);
    expect(answers.map(({ type }) => type)).toEqual(["error", "welcome", "error"]);
    expect(receiver.refused).toHaveLength(2);
    expect(receiver.events).toHaveLength(1);
  });
});

describe("a question of a client", () => {
  const ask = async (
    message: object,
    until: (line: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>[]> => {
    const socket = connect(Number(endpoint.endpoint.split(":").pop()), "127.0.0.1");
    const lines: Record<string, unknown>[] = [];
    socket.write(`${JSON.stringify(message)}\n`);
    for await (const line of createInterface({ input: socket })) {
      lines.push(JSON.parse(line) as Record<string, unknown>);
      expect(Buffer.byteLength(line)).toBeLessThan(MAX_LINE_BYTES);
      if (until(lines.at(-1) ?? {})) break;
    }
    socket.destroy();
    return lines;
  };
  const any = (): boolean => true;

  it("is answered by the id of the client, and begins nothing", async () => {
    const { token } = endpoint;
    expect(await ask({ type: "summary", id: "c", token }, any)).toEqual([
      { type: "summary", summary: { source: "engine" } },
    ]);
    expect(await ask({ type: "summary", id: "other", token }, any)).toEqual([
      { type: "error", reason: "nobody knows this client" },
    ]);
    expect(receiver.admitted).toEqual([]);
  });

  it("needs the token", async () => {
    expect(await ask({ type: "summary", id: "c", token: "guess" }, any)).toEqual([
      { type: "error", reason: "wrong token" },
    ]);
    expect(await ask({ type: "summary", id: "c" }, any)).toEqual([{ type: "error", reason: "wrong token" }]);
  });

  it("for a report is answered in lines that are not too long, of whole characters", async () => {
    const pieces = await ask(
      { type: "report", format: "text", id: "c", token: endpoint.token },
      (line) => line["last"] === true,
    );
    expect(pieces.length).toBeGreaterThan(3);
    const texts = pieces.map(({ text }) => String(text));
    for (const text of texts) expect(text).toBe(Buffer.from(text).toString());
    expect(texts.join("")).toBe([0, 1, 2, 3].map((count) => "x".repeat(count) + "𝛼".repeat(100_000)).join(""));
  });
});
