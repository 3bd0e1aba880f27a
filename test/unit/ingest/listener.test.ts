import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/log";
import { listenOnLoopback, type IngestEndpoint } from "../../../src/ingest/listener";
import type { ClientChannel, ClientReceiver } from "../../../src/ingest/receiver";
import type { HelloMessage, WireEvent } from "../../../src/protocol/wire";

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
