import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONFIGURATION, TOKEN } from "../../integration/api/apiBench";
import { batch, exported, launch, RawClient } from "../../integration/engine/helpers";
import { PYTHON, until, Workbench, type Controller } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";
import { CONTROLS, HOSTILE, HTML_READER, NAMING_PROGRAM, namingEvents } from "./hostileNames";

const NAMES = Object.values(HOSTILE);
let bench: Workbench;
let controller: Controller;
let hostileId: string;
let plainId: string;

beforeAll(async () => {
  bench = new Workbench();
  controller = await bench.control();
  plainId = await record(
    "plain",
    NAMES.map((_, index) => `name ${index}`),
  );
  hostileId = await record(HOSTILE["escape"] ?? "", NAMES);
  await controller.request("setNote", { sessionId: hostileId, note: NAMES.slice(0, 8).join(" ") });
  await controller.request("setTags", { sessionId: hostileId, tags: NAMES.slice(0, 8) });
}, 60_000);
afterAll(() => bench.dispose());

/** A session whose program uses these names everywhere, through the Python client and over the bare wire. */
async function record(label: string, names: readonly string[]): Promise<string> {
  const launchId = `launch-${label}`;
  writeFileSync(join(bench.folder, "names.json"), JSON.stringify(names));
  writeFileSync(join(bench.folder, "naming.py"), NAMING_PROGRAM);
  await controller.request("startLaunch", launch(launchId, { label, command: label, cwd: bench.folder }));
  const env = bench.programEnv({ OPTIMIZER_MONITOR_SESSION: launchId });
  expect(await bench.start(PYTHON, ["naming.py", label.replaceAll("\0", "")], env).done).toMatchObject({
    code: 0,
    stdout: "",
    stderr: "",
  });
  const client = new RawClient(await bench.ingest());
  await client.greet({ id: "raw", session: launchId, argv: label, runtime: names[0], libraries: names, host: label });
  client.send(batch(1, ...namingEvents(names)), { type: "bye" });
  await client.acknowledged(1);
  client.socket.end();
  const { sessionId } = await controller.request("endLaunch", { launchId, exitCode: 0 });
  return sessionId ?? "";
}

/** What a command prints, on both streams. */
async function printed(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await bench.cli(...args);
  return stdout + stderr;
}

async function fetchMetrics(): Promise<string> {
  const { url } = await controller.request("configureApi", CONFIGURATION);
  const answer = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  await controller.request("configureApi", { ...CONFIGURATION, enabled: false });
  return answer.text();
}

function elements(html: string): readonly [string, Readonly<Record<string, string | null>>][] {
  const { stdout } = spawnSync(PYTHON, ["-c", HTML_READER], { input: html, encoding: "utf8", maxBuffer: 1 << 28 });
  return JSON.parse(stdout) as [string, Record<string, string>][];
}

const kindsOf = (html: string): readonly string[] => {
  const kinds = elements(html).flatMap(([tag, attributes]) => [
    tag,
    ...Object.keys(attributes).map((name) => `${tag} ${name}`),
  ]);
  return [...new Set(kinds)].sort();
};

describe("names that are hostile", () => {
  it("reach no terminal as what it would obey, whatever the command line prints", async () => {
    const escape = HOSTILE["escape"] ?? "";
    const commands: readonly (readonly string[])[] = [
      ["history", "list"],
      ["history", "show", hostileId],
      ["history", "show", hostileId, "--json"],
      ["history", "facts"],
      ["history", "show", escape],
      ["history", escape],
      ["history", "import", escape],
      [escape],
      ["report", hostileId, "--format", "text"],
      ["report", hostileId, "--format", "markdown"],
      ["report", hostileId, "--format", escape],
      ["report", "--since", "7d"],
      ["export", hostileId],
      ["export", hostileId, "--format", escape],
      ["compare", "--by", "label"],
      ["compare", "--baseline", escape],
      ["trend", "--label", escape],
      ["baseline", "list"],
      ["doctor"],
      ["run", "--label", escape, "--", "true"],
      ["run", "--", escape.replaceAll("\0", "")],
    ];
    await controller.request("setBaseline", { sessionId: hostileId, isBaseline: true });
    for (const command of commands) {
      const text = await printed(...command);
      expect(text.length, command.join(" ")).toBeGreaterThan(0);
      expect(
        CONTROLS.exec(text)?.[0],
        `${JSON.stringify(command)}: ${JSON.stringify(text.slice(0, 2000))}`,
      ).toBeUndefined();
    }
    recordFault({
      fault: "names with escape sequences, in every command of the command line",
      promise: "no control character of a name reaches the terminal",
      tried: commands.length,
    });
  });

  it("bring no element and no attribute into a page, and no markup into Markdown", async () => {
    const hostile = (await bench.cli("report", hostileId, "--format", "html")).stdout;
    const plain = (await bench.cli("report", plainId, "--format", "html")).stdout;
    const expected = kindsOf(plain);
    expect(expected.length).toBeGreaterThan(20);
    expect(kindsOf(hostile).filter((kind) => !expected.includes(kind))).toEqual([]);
    for (const [tag, attributes] of elements(hostile)) {
      for (const [name, value] of Object.entries(attributes)) {
        expect(name, `${tag} ${name}`).not.toMatch(/^on/);
        expect(value ?? "", `${tag} ${name}`).not.toMatch(/^\s*javascript:/i);
      }
    }
    const markdown = (await bench.cli("report", hostileId, "--format", "markdown")).stdout;
    const outside = markdown.replace(/(`+)[^`][\s\S]*?\1/g, "");
    expect(outside.match(/<\/?[a-z!]+/gi) ?? []).toEqual([]);
    expect(outside).not.toMatch(/(?<!\\)\]\(javascript:/);
  });

  it("leave tables and the exposition readable, with every name in its place", async () => {
    const folder = join(bench.folder, "csv");
    expect(await bench.cli("export", hostileId, "--format", "csv", "--output", folder)).toMatchObject({ code: 0 });
    for (const file of readdirSync(folder)) {
      const { stdout, stderr } = spawnSync(
        PYTHON,
        [
          "-c",
          "import csv, json, sys; print(json.dumps(list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8'), strict=True))))",
          join(folder, file),
        ],
        { encoding: "utf8", maxBuffer: 1 << 28 },
      );
      expect(stderr).toBe("");
      const rows = JSON.parse(stdout) as string[][];
      expect(new Set(rows.map((row) => row.length)).size, file).toBe(1);
      expect(
        rows.flat().filter((cell) => /^[=@]/.test(cell)),
        file,
      ).toEqual([]);
    }
    const running = new RawClient(await bench.ingest());
    await running.greet({ id: "live", argv: HOSTILE["lines"] });
    running.send(batch(1, ...namingEvents(NAMES)));
    await running.acknowledged(1);
    const lines = (await fetchMetrics()).split("\n");
    const sample = /^[a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})? \S+(?: \S+)?$/;
    expect(lines.filter((line) => line !== "" && !line.startsWith("#") && !sample.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith("# HELP x"))).toEqual([]);
    running.socket.destroy();
    const { runs, components } = await controller.request("getSession", { sessionId: hostileId });
    expect(runs.map(({ algorithm }) => algorithm)).toContain(HOSTILE["script"]);
    expect(components.map(({ name }) => name)).toContain((HOSTILE["long"] ?? "").slice(0, 500));
    expect(runs.map(({ algorithm }) => algorithm)).toContain("nul\ufffdend");
    expect((await exported(bench, hostileId)).runs.length).toBe(runs.length);
  });
});

describe("ten thousand metrics", () => {
  it("are bounded, counted and told, and the engine answers meanwhile", async () => {
    const count = 10_000;
    const before = rss();
    // It waits until all of it is sent: what a client loses because its program ends too soon, no engine can count.
    const program = bench.python(
      `import optimizer_monitor as om\nwith om.run("GA") as run:\n    for i in range(${count}):\n        name = f"{i} " + "n" * 10_000\n        om.metric(name, i)\n        run.iteration(i, best=i, metrics={name: i})\nom.flush(60)\n`,
      { OPTIMIZER_MONITOR_SESSION: "metrics" },
    );
    await controller.request("startLaunch", launch("metrics", { pid: program.child.pid ?? 0 }));
    const waits: number[] = [];
    let isOver = false;
    void program.done.then(() => (isOver = true));
    while (!isOver) {
      const began = performance.now();
      await controller.sessions();
      waits.push(performance.now() - began);
    }
    expect(await program.done).toMatchObject({ code: 0, stderr: "" });
    const { sessionId } = await controller.request("endLaunch", { launchId: "metrics", exitCode: 0 });
    const detail = await until("the end", async () => {
      const found = await controller.request("getSession", { sessionId: sessionId ?? "" });
      return found.session.endTime === undefined ? undefined : found;
    });
    waits.sort((a, b) => a - b);
    expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(1000);
    const metricTables = detail.tables.filter(({ name }) => name.startsWith("metric:"));
    const { iterationCount, dropped } = detail.session;
    const room = 2_000 + 1_000 - 3;
    expect(metricTables.length).toBeLessThanOrEqual(2_000);
    expect(detail.tables.every(({ columns }) => columns.length <= 1_000)).toBe(true);
    // Each reported value is recorded or counted: an iteration's best and metric, and the metric of its own.
    expect(dropped).toBeGreaterThanOrEqual(2 * count - room);
    expect(iterationCount).toBeLessThanOrEqual(count);
    const notes = detail.notes.map(({ text }) => text);
    expect(notes).toContainEqual(expect.stringMatching(/more than 2000 metrics; values of further ones are left out/));
    expect(notes).toContainEqual(expect.stringMatching(/more than 1000 columns; values of further ones are left out/));
    expect(rss() - before).toBeLessThan(150);
    recordFault({
      fault: "10,000 distinct metric names of 10,000 characters",
      promise:
        "memory is bounded; what finds no room is counted and the session says why; the engine answers within a second",
      tried: 1,
    });
  });
});

/** The engine's resident memory in MiB. */
function rss(): number {
  const status = readFileSync(`/proc/${controller.facts.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024;
}
