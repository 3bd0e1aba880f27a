import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batch, exported, launch, RawClient } from "../../integration/engine/helpers";
import { DIST, PYTHON, Workbench, type Controller } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";

/** As the wire and JSON have them; JSON has no literal for three of them. */
const ODD: readonly (number | string)[] = [
  "NaN",
  "Infinity",
  "-Infinity",
  -0,
  0,
  1e308,
  -1e308,
  1.7976931348623157e308,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1.1125369292536007e-308,
  Number.MAX_SAFE_INTEGER,
  0.1,
  1 / 3,
];
const NUMBERS = ODD.map(Number);

const PYTHON_PROGRAM = `
import json, optimizer_monitor as om
with om.run("GA") as run:
    for i, text in enumerate(json.load(open("odd.json"))):
        value = float(text)
        run.iteration(i, current=value, metrics={"own": value})
        om.metric("free", value)
`;
const NODE_PROGRAM = `
const om = require(${JSON.stringify(join(DIST, "clients", "node", "optimizer-monitor-client"))});
const run = om.run("GA");
JSON.parse(require("node:fs").readFileSync("odd.json", "utf8")).map(Number).forEach((value, i) => {
  run.iteration(i, { current: value, metrics: { own: value } });
  om.metric("free", value);
});
run.end();
`;

let bench: Workbench;
let controller: Controller;
beforeAll(async () => {
  bench = new Workbench();
  controller = await bench.control();
  // JSON of JavaScript has no minus zero, that of Python has.
  const text = `[${ODD.map((value) => (Object.is(value, -0) ? "-0.0" : JSON.stringify(value))).join(",")}]`;
  spawnSync("sh", ["-c", 'printf "%s" "$1" > odd.json', "sh", text], { cwd: bench.folder });
});
afterAll(() => bench.dispose());

/** Reports the numbers; resolves once everything is recorded, while the session still runs. */
const WAYS: Readonly<Record<string, (launchId: string) => Promise<void>>> = {
  python: async (launchId) => {
    const env = bench.programEnv({ OPTIMIZER_MONITOR_SESSION: launchId });
    expect(await bench.start(PYTHON, ["-c", PYTHON_PROGRAM], env).done).toMatchObject({ code: 0, stderr: "" });
  },
  node: async (launchId) => {
    const env = bench.programEnv({ OPTIMIZER_MONITOR_SESSION: launchId });
    expect(await bench.start(process.execPath, ["-e", NODE_PROGRAM], env).done).toMatchObject({ code: 0, stderr: "" });
  },
  wire: async (launchId) => {
    const client = new RawClient(await bench.ingest());
    await client.greet({ id: launchId, session: launchId });
    const events = ODD.map((value, i) => [
      { type: "iteration", run: "raw", iteration: i, current: value, metrics: { own: value } },
      { type: "metric", name: "free", value },
    ]).flat();
    const minusZero = JSON.stringify(batch(1, ...events)).replaceAll(
      '"iteration":3,"current":0,"metrics":{"own":0}',
      '"iteration":3,"current":-0.0,"metrics":{"own":-0.0}',
    );
    const line = minusZero.replace('"value":0}', '"value":-0.0}');
    client.socket.write(`${line}\n`);
    await client.acknowledged(1);
    client.socket.end();
  },
};

/** Every digit, with NaN and the infinities; the sign of zero may be lost on the way, as docs/protocol.md says. */
const exact = (values: readonly unknown[]): readonly string[] => values.map((value) => String(Number(value)));

describe("numbers at the edge of what there is", () => {
  it.each(Object.keys(WAYS))("survive exactly from %s to the live detail, the history and the exports", async (way) => {
    await controller.request("startLaunch", launch(way));
    await WAYS[way]?.(way);
    const id = (await controller.sessions()).find(({ label }) => label === way)?.id ?? "";
    const wanted = exact(NUMBERS);
    const columns = async (): Promise<readonly (readonly string[])[]> => {
      const [run] = (await controller.request("getSession", { sessionId: id })).runs;
      const table = `run:${run?.id ?? ""}`;
      const read = async (name: string, column: string): Promise<readonly string[]> =>
        exact((await controller.column(id, name, name === table ? "iteration" : "time", column)).y);
      return [await read(table, "current"), await read(table, "own"), await read("metric:free", "value")];
    };
    expect(await columns(), "live").toEqual([wanted, wanted, wanted]);
    await controller.request("endLaunch", { launchId: way, exitCode: 0 });
    expect(await columns(), "history").toEqual([wanted, wanted, wanted]);
    const session = await exported(bench, id);
    const iterations = session.runs[0]?.iterations as unknown as readonly Readonly<Record<string, unknown>>[];
    expect(exact(iterations.map((each) => each["current"])), "JSON").toEqual(wanted);
    const folder = join(bench.folder, `csv-${way}`);
    expect(await bench.cli("export", id, "--format", "csv", "--output", folder)).toMatchObject({ code: 0 });
    const [header = "", ...rows] = readFileSync(join(folder, "iterations.csv"), "utf8").trim().split("\r\n");
    const place = header.split(",").indexOf("current");
    expect(exact(rows.map((row) => row.split(",")[place])), "CSV").toEqual(wanted);
    recordFault({
      fault: `NaN, infinities, 0, 1e308 and denormals from ${way}`,
      promise: "each is the same number live, in the history file, in JSON and in CSV",
      tried: ODD.length,
    });
  });
});
