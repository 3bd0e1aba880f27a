import { afterEach, describe, expect, it } from "vitest";
import { createClient, type Client } from "../src/index.js";
import { TestEngine } from "../../../test/contract/testEngine";

const engines: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

async function connect(options: { readonly capacity?: number } = {}): Promise<{ engine: TestEngine; client: Client }> {
  const engine = await TestEngine.start();
  engines.push(engine);
  return { engine, client: createClient({ endpoint: engine.endpoint, ...options }) };
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("an engine that is slower than the program", () => {
  it("gets everything, also what just fills the room for what is not acknowledged", async () => {
    const { engine, client } = await connect();
    engine.isReading = false;
    // So many batches of so many notes of so many characters that the last one alone passes four million.
    const count = 37 * 12;
    for (let i = 0; i < count; i++) client.note(String(i).padEnd(9000, "."));
    const delivered = client.flush(15_000);
    const { buffer } = client as unknown as { readonly buffer: { readonly length: number } };
    while (buffer.length > 0) await pause();
    engine.isReading = true;
    expect(await delivered).toBe(true);
    expect(engine.of("note").map((event) => parseInt(String(event["text"]), 10))).toEqual([...Array(count).keys()]);
  });

  it("gets of the oldest the extremes and the newest of each run", async () => {
    const { engine, client } = await connect({ capacity: 1000 });
    const early = client.run("early");
    const special = new Map([
      [17, -5],
      [60, 900],
      [40, NaN],
    ]);
    for (let i = 0; i < 100; i++) early.iteration(i, { best: special.get(i) ?? 1 });
    const late = client.run("late");
    for (let i = 0; i < 20_000; i++) late.iteration(i, { current: i === 2000 ? -7 : i % 10 });
    const population = client.run("population");
    for (let i = 0; i < 20_000; i++) population.iteration(i, { objectives: [1, NaN, i === 300 ? -50 : 2] });
    await client.flush();
    const of = (run: { readonly id: string }): number[] =>
      engine
        .of("iteration")
        .filter((event) => event["run"] === run.id)
        .map((event) => Number(event["iteration"]));
    expect(of(early)).toEqual([17, 60, 99]);
    expect(of(late)).toEqual(expect.arrayContaining([9, 2000, 19_999]));
    expect(of(population)).toEqual(expect.arrayContaining([300, 19_999]));
    expect(of(population).length).toBeGreaterThan(500);
    const dropped = engine.of("dropped").reduce((sum, event) => sum + Number(event["count"]), 0);
    expect(engine.of("iteration").length + dropped).toBe(40_100);
  });
});
