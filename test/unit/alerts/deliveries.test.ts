import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Deliveries } from "../../../src/alerts/delivery/deliveries";
import { sendEmail } from "../../../src/alerts/delivery/email";
import type { AlertMessage } from "../../../src/alerts/delivery/message";
import { MAX_WAITING, Outbox } from "../../../src/alerts/delivery/outbox";
import { redact, type SendOutcome } from "../../../src/alerts/delivery/sender";
import { postWebhook } from "../../../src/alerts/delivery/webhook";
import { silentLog } from "../../../src/base/log";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "alerts-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const outboxFile = (): string => join(folder, "alerts", "outbox.json");

function message(id: string): AlertMessage {
  const alert = {
    id: "hot#1",
    rule: "hot",
    kind: "threshold",
    severity: "problem",
    message: "It is hot.",
    time: 5,
  } as const;
  return { id, state: "began", session: { id: "s1", label: "tour" }, host: "h", workspace: "/w", alert };
}

/** Deliveries on a clock of their own, whose outcomes a test decides. */
class Bench {
  now = 1000;
  readonly sent: string[] = [];
  readonly warnings: string[] = [];
  outcome: SendOutcome = { kind: "sent" };
  readonly deliveries: Deliveries;

  constructor() {
    const send = async ({ id }: AlertMessage): Promise<SendOutcome> => {
      this.sent.push(id);
      return this.outcome;
    };
    this.deliveries = new Deliveries({
      outboxFile: outboxFile(),
      senders: { webhook: send, email: send },
      log: silentLog,
      onWarning: (text) => this.warnings.push(text),
      now: () => this.now,
    });
  }

  /** Everything that is due has been tried. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

describe("the outbox", () => {
  it("holds what waits over a restart, each once, and no more than its bound", () => {
    const first = new Outbox(outboxFile(), silentLog);
    for (let number = 0; number < MAX_WAITING + 50; number++) first.add("email", message(`m${number}`), number);
    first.add("email", message("m5"), 9);
    first.add("webhook", message("m249"), 9);
    const second = new Outbox(outboxFile(), silentLog);
    expect(second.entries).toEqual(first.entries);
    expect(second.entries).toHaveLength(MAX_WAITING);
    expect(second.knows("email", "m5")).toBe(true);
    expect(second.knows("webhook", "m5")).toBe(false);
  });

  it("begins anew where its file is damaged, and leaves out what is no message", () => {
    new Outbox(outboxFile(), silentLog).add("email", message("m1"), 1);
    const stored = JSON.parse(readFileSync(outboxFile(), "utf8")) as { waiting: unknown[] };
    writeFileSync(outboxFile(), JSON.stringify({ ...stored, waiting: [5, { channel: "fax" }, ...stored.waiting] }));
    expect(new Outbox(outboxFile(), silentLog).entries).toHaveLength(1);
    writeFileSync(outboxFile(), "{");
    expect(new Outbox(outboxFile(), silentLog).entries).toEqual([]);
  });
});

describe("deliveries", () => {
  it("try again with growing pauses, and not again what was sent", async () => {
    const bench = new Bench();
    bench.outcome = { kind: "failed", reason: "down", isFinal: false };
    bench.deliveries.send("webhook", message("m1"));
    await bench.settled();
    const pauses: number[] = [];
    for (let attempt = 2; attempt <= 12; attempt++) {
      const from = bench.now;
      while (bench.sent.length < attempt) {
        bench.now += 1;
        bench.deliveries.send("webhook", message("m1"));
        await bench.settled();
      }
      pauses.push(bench.now - from);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600]);
    bench.outcome = { kind: "sent" };
    bench.deliveries.reconsider();
    await bench.settled();
    bench.deliveries.send("webhook", message("m1"));
    await bench.settled();
    expect(bench.sent).toHaveLength(13);
    expect(bench.deliveries.isUrgent).toBe(false);
    bench.deliveries.dispose();
  });

  it("give up where it is of no use, after a day, and say so", async () => {
    const bench = new Bench();
    bench.outcome = { kind: "failed", reason: "answered 404", isFinal: true };
    bench.deliveries.send("webhook", message("m1"));
    await bench.settled();
    expect(bench.warnings).toEqual([
      "An alert could not be sent by webhook: answered 404. It was: Problem in tour: It is hot.",
    ]);
    bench.outcome = { kind: "waiting", reason: "no password" };
    bench.deliveries.send("email", message("m2"));
    await bench.settled();
    bench.now += 90_000;
    bench.deliveries.reconsider();
    await bench.settled();
    expect(bench.warnings[1]).toMatch(/^An alert could not be sent by email: no password\./);
    bench.deliveries.dispose();
  });
});

describe("secrets and addresses", () => {
  it("never get into words", () => {
    expect(redact("connect to https://x/abc with pw", { webhookUrl: "https://x/abc", smtpPassword: "pw" })).toBe(
      "connect to … with …",
    );
  });

  it.each(["ftp://example.org/x", "no address", "file:///etc/passwd"])("%s is no webhook", async (url) => {
    const options = { url, format: "json", secrets: {}, version: "1" } as const;
    expect(await postWebhook(message("m"), options)).toMatchObject({ kind: "failed", isFinal: true });
  });

  it.each([
    ["http://mail.example.org", "failed"],
    ["smtp://user:pw@mail.example.org", "failed"],
    ["smtps://user@mail.example.org", "waiting"],
    ["", "waiting"],
  ])("%j is %s as a mail server", async (server, kind) => {
    expect(await sendEmail(message("m"), { to: ["a@b.org"], from: "", server, secrets: {} })).toMatchObject({ kind });
  });
});
