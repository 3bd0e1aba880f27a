// Every input that fuzzing has found worth keeping (docs/fuzzing.md), fed again: what must hold for any input holds for these.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { FuzzTarget } from "../../../fuzz/target";
import { TARGETS } from "../../../fuzz/targets";

const FUZZ = resolve(import.meta.dirname, "../../../fuzz");
/** Generous: a busy machine takes its time, and what this is against takes for ever. */
const LONGEST_MS = 3000;

/** The inputs that reach most of a target's code, and those that once broke its promise. */
function inputsOf(target: string): readonly string[] {
  return ["corpus", "regressions"].flatMap((kind) => {
    const folder = join(FUZZ, kind, target);
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  });
}

/** The time of one input, or of the fastest of three where the first was slow. */
async function timed(target: FuzzTarget, input: Uint8Array): Promise<number> {
  let fastest = Infinity;
  for (let left = 3; left > 0 && fastest > LONGEST_MS; left--) {
    const began = performance.now();
    await target.run(input);
    fastest = Math.min(fastest, performance.now() - began);
  }
  return fastest;
}

describe.each(TARGETS.map((target) => [target.name, target] as const))("the corpus of %s", (name, target) => {
  afterAll(() => target.end?.());

  it("keeps its promise and takes no time", { timeout: 60_000 }, async () => {
    const inputs = inputsOf(name);
    expect(inputs.length).toBeGreaterThan(10);
    for (const file of inputs) expect(await timed(target, readFileSync(file)), file).toBeLessThan(LONGEST_MS);
  });

  it("keeps its promise for the seeds and for nothing at all", { timeout: 60_000 }, async () => {
    for (const input of [new Uint8Array(), ...(await target.seeds())]) await target.run(input);
  });
});

describe("the corpus", () => {
  it("is small enough to be kept with the sources", () => {
    const files = TARGETS.flatMap(({ name }) => inputsOf(name));
    const bytes = files.reduce((sum, file) => sum + readFileSync(file).length, 0);
    expect(bytes).toBeLessThan(500_000);
  });
});
