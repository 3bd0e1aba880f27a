import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseEvent } from "../../src/protocol/parseWire";
import { bashExample, buildExample, runExample } from "./exampleProgram";
import { TestEngine } from "./testEngine";

const folder = mkdtempSync(join(tmpdir(), "om-examples-"));
const binary = join(folder, "report");

beforeAll(() => void buildExample(folder), 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const engines: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const languages = [
  {
    language: "bash",
    command: bashExample,
    client: "bash",
    iterations: 300,
    algorithm: "Local search",
  },
  { language: "C++", command: binary, client: "c++", iterations: 300, algorithm: "DE" },
];

describe.each(languages)("the $language example", ({ command, client, iterations, algorithm }) => {
  it.each(["unix", "tcp"] as const)("reports a whole run over %s", async (transport) => {
    const engine = await TestEngine.start({ transport });
    engines.push(engine);
    const token = 'to"ken\\';
    const environment = { ...engine.environment, OPTIMIZER_MONITOR_TOKEN: token, OPTIMIZER_MONITOR_SESSION: "s7" };
    const outcome = await runExample(command, environment);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    await engine.until(() => engine.of("bye").length > 0);
    expect(engine.hellos).toMatchObject([
      { protocol: 1, client, token, session: "s7", pid: expect.any(Number) as number },
    ]);
    expect(engine.broken).toEqual([]);
    expect(engine.events.map((event) => parseEvent(event)).filter(({ ok }) => !ok)).toEqual([]);
    expect(engine.of("run_start")).toMatchObject([{ algorithm }]);
    expect(engine.of("iteration").map((event) => event["iteration"])).toEqual(upTo(iterations));
    const [end] = engine.of("run_end");
    expect(end).toMatchObject({ status: "completed", best: engine.of("iteration").at(-1)?.["best"] });
    expect(outcome.stdout).toContain(`best ${Number(Number(end?.["best"]).toPrecision(6))} `.replace(/e-\d+ $/, ""));
  });

  it.each([
    ["no address", {}],
    ["nobody listening on a local socket", { OPTIMIZER_MONITOR_ENDPOINT: `unix:${folder}/nobody.sock` }],
    ["nobody listening over TCP", { OPTIMIZER_MONITOR_ENDPOINT: "tcp://127.0.0.1:9" }],
  ])("works as well with %s", async (_, environment) => {
    const outcome = await runExample(command, environment);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/^best /);
    expect(outcome.milliseconds).toBeLessThan(8000);
  });
});

describe("the C++ example", () => {
  it("sends again what an engine that died had not acknowledged", async () => {
    const engine = await TestEngine.start({ answers: "greeting" });
    engines.push(engine);
    const running = runExample(binary, engine.environment);
    await engine.until(() => engine.ignored > 0);
    await engine.die();
    engine.answers = "everything";
    await engine.listen();
    expect(await running).toMatchObject({ code: 0, stderr: "" });
    await engine.until(() => engine.of("bye").length > 0);
    expect(engine.hellos).toHaveLength(2);
    expect(engine.of("iteration").map((event) => event["iteration"])).toEqual(upTo(300));
  });
});
