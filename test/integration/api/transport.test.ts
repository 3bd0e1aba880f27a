// How answers travel: files, ETags, compression, the live stream, the examples that use all that, and switching it off.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "../../../scripts/setup/paths.mjs";
import type { RawClient } from "../engine/helpers";
import { until } from "../engine/workbench";
import { CONFIGURATION, startWithSessions, TOKEN, type ApiBench } from "./apiBench";

type Json = Readonly<Record<string, unknown>>;

let api: ApiBench;
let endedId: string;
let program: RawClient;
beforeAll(async () => {
  ({ api, endedId, program } = await startWithSessions());
});
afterAll(() => api.dispose());

describe("files", () => {
  it("are what the command line exports", async () => {
    const response = await api.ask(`/metrics/export?session=${endedId}`);
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${endedId}.json"`);
    const outcome = await api.bench.cli("export", endedId, "--format", "json");
    expect(await response.json()).toEqual(JSON.parse(outcome.stdout));
  });

  it("are each of a CSV export", async () => {
    for (const file of ["sessions", "runs", "iterations", "components", "samples", "notes"]) {
      const response = await api.ask(`/api/v1/metrics/export?session=${endedId}&format=csv&file=${file}`);
      expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
      const [header = "", ...lines] = (await response.text()).split("\r\n");
      expect(header.length).toBeGreaterThan(10);
      if (file === "iterations") expect(lines.filter((line) => line !== "")).toHaveLength(20);
    }
  });
});

describe("transport", () => {
  it("says nothing again that the asker knows", async () => {
    const first = await api.ask(`/sessions/${endedId}`);
    const etag = first.headers.get("etag") ?? "";
    const second = await api.ask(`/sessions/${endedId}`, { "If-None-Match": `"other", ${etag}` });
    expect([second.status, await second.text()]).toEqual([304, ""]);
    const other = await api.ask(`/sessions/${endedId}`, { "If-None-Match": '"other"' });
    expect(other.status).toBe(200);
  });

  it("is compressed where that is asked for", async () => {
    const { hostname, port } = new URL(api.url);
    const headers = { Authorization: `Bearer ${TOKEN}`, "Accept-Encoding": "gzip" };
    for (const path of ["/sessions/latest", `/metrics/export?session=${endedId}`]) {
      const chunks: Buffer[] = [];
      const asking = request({ hostname, port, path, headers }).end();
      const [response] = (await once(asking, "response")) as [Readable & { headers: Json }];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      expect(response.headers["content-encoding"]).toBe("gzip");
      expect(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString())).toHaveProperty("session");
    }
    const plain = await api.raw("/sessions/latest", {
      Authorization: `Bearer ${TOKEN}`,
      "Accept-Encoding": "gzip;q=0",
    });
    expect(plain.headers["content-encoding"]).toBeUndefined();
  });

  it("answers HEAD without a body", async () => {
    const answer = await api.raw("/sessions", { Authorization: `Bearer ${TOKEN}` }, "HEAD");
    expect([answer.status, answer.body]).toEqual([200, ""]);
  });
});

describe("the live stream", () => {
  it("brings the figures at once and then as they change, and ends with the asker", async () => {
    const { hostname, port } = new URL(api.url);
    const headers = { Authorization: `Bearer ${TOKEN}` };
    const asking = request({ hostname, port, path: "/api/v1/stream", headers }).end();
    const [response] = (await once(asking, "response")) as [IncomingMessage];
    expect(response.headers["content-type"]).toContain("text/event-stream");
    // Its end is ours.
    response.on("error", () => undefined).setEncoding("utf8");
    const lines = createInterface({ input: response });
    lines.on("error", () => undefined);
    const messages: { event: string; data: Json }[] = [];
    let event = "";
    lines.on("line", (line) => {
      if (line.startsWith("event: ")) event = line.slice(7);
      if (line.startsWith("data: ")) messages.push({ event, data: JSON.parse(line.slice(6)) as Json });
    });
    const best = (wanted: number) => (): true | undefined =>
      messages.some(({ data }) => JSON.stringify(data["readouts"] ?? {}).includes(`"best":${wanted},`)) || undefined;
    await until("the figures of now", best(2.5));
    program.send({ type: "iteration", run: "second", iteration: 40, best: 1.25, evaluations: 410 });
    await until("the new best", best(1.25));
    await until("the session's change", () => messages.some(({ event: name }) => name === "sessions") || undefined);
    asking.destroy();
  });
});

describe("the examples", () => {
  const examples = at("examples", "api");

  it.each([
    ["python3", [join(examples, "watch.py"), "--once"], ["DE", "410 evaluations"]],
    [process.execPath, ["--import", "tsx", join(examples, "compare.ts"), "sphere"], ["medianBest", "DE: █", "sphere"]],
  ])("print what they say (%s)", async (command, args, expected) => {
    const env = { OPTIMIZER_MONITOR_API_URL: api.url, OPTIMIZER_MONITOR_API_TOKEN: TOKEN };
    const outcome = await promisify(execFile)(command, args, { env: { ...process.env, ...env }, cwd: at() });
    for (const text of expected) expect(outcome.stdout).toContain(text);
  });
});

describe("switching", () => {
  it("stays where it is asked for the same again, and moves otherwise", async () => {
    const same = await api.controller.request("configureApi", CONFIGURATION);
    expect(same.url).toBe(api.url);
    const taken = await api.controller.request("configureApi", {
      ...CONFIGURATION,
      port: Number(new URL(api.url).port),
    });
    expect(taken.problem).toBeUndefined();
    const off = await api.controller.request("configureApi", { ...CONFIGURATION, enabled: false });
    expect(off).toEqual({});
    await expect(fetch(`${api.url}/health`)).rejects.toThrow();
    const weak = await api.controller.request("configureApi", { ...CONFIGURATION, token: "short" });
    expect(weak.url).toBeUndefined();
    expect(weak.problem).toContain("at least 16");
  });
});
