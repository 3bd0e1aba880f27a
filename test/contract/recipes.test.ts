import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { parseEvent } from "../../src/protocol/parseWire";
import { runExample } from "./exampleProgram";
import { TestEngine } from "./testEngine";

const folder = mkdtempSync(join(tmpdir(), "om-recipes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const engines: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

/** How each recipe of the document becomes a program; the probe succeeds where that is possible. */
const languages = [
  { language: "bash", probe: "command -v bash nc", run: "exec bash recipe" },
  { language: "rust", probe: "rustc --version", run: "rustc -O -o recipe.bin recipe && exec ./recipe.bin" },
  { language: "r", probe: "Rscript -e 'library(jsonlite)' && command -v nc", run: "exec Rscript --vanilla recipe" },
  { language: "julia", probe: "julia --version", run: "exec julia --startup-file=no recipe" },
];

/** Whether a language is on this machine; toolchains may need their home. */
function isThere(probe: string): boolean {
  try {
    execFileSync("/bin/sh", ["-c", probe], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function writeRecipe(language: string, run: string): string {
  const document = readFileSync(join(import.meta.dirname, "../../docs/protocol.md"), "utf8");
  const [, recipe] = new RegExp("```" + language + " recipe\n(.*?)```", "s").exec(document) ?? [];
  expect(recipe, `a recipe for ${language}`).toBeDefined();
  const program = join(folder, `run-${language}.sh`);
  writeFileSync(join(folder, `recipe-${language}`), recipe ?? "");
  const command = run.replaceAll("recipe", `recipe-${language}`);
  writeFileSync(program, `#!/bin/sh\ncd "${folder}" && ${command}\n`, { mode: 0o755 });
  return program;
}

describe.each(languages)("the recipe for $language", ({ language, probe, run }) => {
  const home = { HOME: process.env["HOME"], LANG: "C.UTF-8" };
  const isInstalled = isThere(probe);
  const need = isInstalled ? "" : ` (skipped: "${probe}" fails here)`;

  it.skipIf(!isInstalled)(`reports a run${need}`, { timeout: 60_000 }, async () => {
    const engine = await TestEngine.start();
    engines.push(engine);
    const outcome = await runExample(writeRecipe(language, run), { ...home, ...engine.environment });
    expect(outcome).toMatchObject({ code: 0, stdout: "", stderr: "" });
    await engine.until(() => engine.of("run_end").length > 0);
    expect(engine.hellos).toMatchObject([{ protocol: 1, pid: expect.any(Number) as number }]);
    expect(engine.broken).toEqual([]);
    expect(engine.events.map((event) => parseEvent(event)).filter(({ ok }) => !ok)).toEqual([]);
    const iterations = engine.of("iteration");
    expect(iterations.map(({ iteration }) => iteration)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(engine.of("run_end")).toMatchObject([{ status: "completed", best: iterations.at(-1)?.["best"] }]);
  });

  it.skipIf(!isInstalled)(`goes on where nobody listens${need}`, { timeout: 60_000 }, async () => {
    const program = writeRecipe(language, run);
    for (const environment of [{}, { OPTIMIZER_MONITOR_ENDPOINT: `unix:${folder}/nobody.sock` }]) {
      const outcome = await runExample(program, { ...home, ...environment });
      expect(outcome).toMatchObject({ code: 0, stdout: "", stderr: "" });
    }
  });
});
