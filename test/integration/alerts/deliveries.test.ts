// Alerts over real HTTP and SMTP: what arrives, what happens while nothing does, and what survives the engine.
import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLI, killEngine } from "../engine/helpers";
import { PYTHON, until, Workbench } from "../engine/workbench";
import { MailReceiver, WebhookReceiver } from "./receivers";
import { Editor, Program, settingsWith } from "./watching";

const PASSWORD = "correct horse battery";

let bench: Workbench;
let receiver: WebhookReceiver;
const mails = new MailReceiver(PASSWORD);
beforeEach(async () => {
  bench = new Workbench();
  receiver = await WebhookReceiver.start();
});
afterEach(async () => {
  await bench.dispose();
  await receiver.stop();
  await mails.stop();
});

const engineLog = (): string => readFileSync(join(bench.folder, ".optimizer-monitor", "engine.log"), "utf8");

describe("a webhook", () => {
  it("gets the beginning and the end, signed, although it fails first and the engine is killed meanwhile", async () => {
    const settings = settingsWith([], { webhookUrl: receiver.url });
    const first = await Editor.open(bench, settings);
    await first.controller.request("setAlertSecrets", { webhookSecret: PASSWORD });
    receiver.status = 503;
    const program = await Program.start(bench);
    await program.begin();
    await program.iterate(0, 1, { best: "NaN" });
    const refusal = /by webhook: 127\.0\.0\.1:\d+ answered 503; again in 1 s/;
    await until("a refused post", () => (refusal.test(engineLog()) ? true : undefined));
    await killEngine(bench);
    receiver.status = 200;
    const second = await Editor.open(bench, settings);
    await second.controller.request("setAlertSecrets", { webhookSecret: PASSWORD });
    const again = await program.again(bench);
    const [session] = await second.controller.sessions();
    const id = `${session?.id ?? ""}/nan-objective#1`;
    expect(await receiver.ids(1)).toEqual([`${id}/began`]);
    await again.iterate(1, 2, { best: 4 });
    expect(await receiver.ids(2)).toEqual([`${id}/began`, `${id}/ended`]);
    const signed = receiver.posted[1];
    const time = String(signed?.headers["x-optimizer-monitor-timestamp"]);
    const signature = createHmac("sha256", PASSWORD)
      .update(`${time}.${signed?.text ?? ""}`)
      .digest("hex");
    expect(signed?.headers["x-optimizer-monitor-signature"]).toBe(`sha256=${signature}`);
    expect(signed?.body).toMatchObject({
      version: 1,
      state: "ended",
      workspace: bench.folder,
      alert: { rule: "nan-objective", severity: "problem", message: "The objective of GA is NaN." },
    });
    for (const secret of [PASSWORD, "top-secret-path"]) expect(engineLog()).not.toContain(secret);
  });

  it("of Slack or Teams gets its own form, at an address that is a secret", async () => {
    const editor = await Editor.open(bench, settingsWith([], { webhookFormat: "slack" }));
    await editor.controller.request("setAlertSecrets", { webhookUrl: receiver.url });
    await editor.controller.request("testAlert", {});
    await editor.controller.request("updateSettings", { settings: settingsWith([], { webhookFormat: "teams" }) });
    const results = await editor.controller.request("testAlert", {});
    expect(results.find(({ channel }) => channel === "webhook")).toMatchObject({ state: "ok" });
    const [slack, teams] = receiver.posted.map(({ body }) => body);
    expect(slack).toMatchObject({ text: "Test: Problem in a test: This is a test: nothing is the matter." });
    expect(teams).toMatchObject({
      type: "message",
      attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: { type: "AdaptiveCard" } }],
    });
    receiver.status = 404;
    const refused = await editor.controller.request("testAlert", {});
    expect(refused.find(({ channel }) => channel === "webhook")).toMatchObject({
      state: "failed",
      detail: expect.stringMatching(/^127\.0\.0\.1:\d+ answered 404$/) as string,
    });
  });

  it("is reached without an editor, and a workspace's own settings cannot choose it", async () => {
    const other = await WebhookReceiver.start();
    mkdirSync(join(bench.folder, ".vscode"));
    const hostile = { "optimizerMonitor.alerts.webhook.url": other.url };
    writeFileSync(join(bench.folder, ".vscode", "settings.json"), JSON.stringify(hostile));
    const { done } = bench.start(process.execPath, [CLI, "run", "--label", "tour", "--", PYTHON, "-c", "exit(3)"], {
      OPTIMIZER_MONITOR_ALERTS_WEBHOOK_URL: receiver.url,
      OPTIMIZER_MONITOR_ALERTS_WEBHOOK_SECRET: PASSWORD,
    });
    const { code, stderr } = await done;
    expect(code).toBe(3);
    expect(stderr).toContain("optimizerMonitor.alerts.webhook.url is not read from a workspace's settings");
    await receiver.ids(1);
    expect(receiver.posted[0]?.body).toMatchObject({ session: { label: "tour" }, alert: { rule: "run-failed" } });
    expect(receiver.posted[0]?.headers["x-optimizer-monitor-signature"]).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(other.posted).toEqual([]);
    await other.stop();
  });
});

describe("e-mail", () => {
  it("arrives once the server is there and the password is right, in order", async () => {
    const port = await mails.start();
    await mails.stop();
    const settings = settingsWith([], {
      emailTo: ["ada@example.org"],
      emailFrom: "monitor@example.org",
      emailServer: `smtp://monitor@127.0.0.1:${port}`,
    });
    const editor = await Editor.open(bench, settings);
    await editor.controller.request("setAlertSecrets", { smtpPassword: "wrong" });
    const program = await Program.start(bench);
    await program.begin();
    await program.iterate(0, 1, { best: "NaN" });
    await until("a refused connection", () =>
      /by email: .*ECONNREFUSED.*; again/.test(engineLog()) ? true : undefined,
    );
    await mails.start(port);
    await until("a refused password", () =>
      /by email: .*Invalid password.*; again/.test(engineLog()) ? true : undefined,
    );
    await editor.controller.request("setAlertSecrets", { smtpPassword: PASSWORD });
    await until("the mail", () => (mails.mails.length > 0 ? true : undefined));
    await program.iterate(1, 2, { best: 3 });
    await until("the second mail", () => (mails.mails.length > 1 ? true : undefined));
    const [began, ended] = mails.mails;
    expect(began).toMatchObject({ to: ["ada@example.org"], user: "monitor" });
    expect(began?.text).toMatch(/^From: monitor@example\.org\r$/m);
    expect(began?.text).toMatch(/^Subject: Problem in raw .*: The objective of\r?\n? ?.*GA is NaN\.\r$/m);
    expect(ended?.text).toMatch(/^Subject: Over: Problem in/m);
    expect(engineLog()).not.toContain(PASSWORD);
    expect(mails.mails).toHaveLength(2);
  });
});
