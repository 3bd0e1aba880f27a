import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { exported } from "../../../test/integration/engine/helpers";
import { Workbench } from "../../../test/integration/engine/workbench";
import { EXAMPLES, readResult } from "../../../test/integration/examples/program";
import { compile } from "./compiler";

const folder = mkdtempSync(join(tmpdir(), "om-cpp-"));
const bench = new Workbench();
afterAll(async () => {
  await bench.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const isInstalled = existsSync("/usr/include/pagmo/population.hpp");
const need = isInstalled ? "" : " (skipped: install the Debian package libpagmo-dev)";

it.skipIf(!isInstalled)(
  `pagmo's algorithms are recorded as they report themselves${need}`,
  { timeout: 180_000 },
  async () => {
    const program = join(folder, "rosenbrock");
    const flags = ["-isystem", "/usr/include/eigen3", "-lpagmo", "-lboost_serialization"];
    await compile(join(EXAMPLES, "pagmo", "rosenbrock.cpp"), program, ...flags);
    const outcome = await bench.cli("run", "--", program);
    expect(outcome.code).toBe(0);
    const line = outcome.stdout.split("\n").find((candidate) => candidate.startsWith("RESULT ")) ?? "";
    const { runs } = readResult(line);
    expect(runs).toMatchObject([{ algorithm: "DE", iterations: 500 }, { algorithm: "CMA-ES" }]);

    const session = await exported(bench);
    expect(session.dropped).toBe(0);
    expect(session.notes).toEqual([]);
    for (const [index, { algorithm, iterations, evaluations, best }] of runs.entries()) {
      const recorded = session.runs[index];
      expect(recorded).toMatchObject({ algorithm, evaluations, best, problem: "Rosenbrock", status: "completed" });
      const numbers = recorded?.iterations.map(({ iteration }) => iteration);
      expect(numbers).toEqual(Array.from({ length: iterations }, (_, step) => step + 1));
      expect(recorded?.iterations.at(-1)?.best).toBe(best);
    }
    const evolved = runs.reduce((sum, { iterations }) => sum + iterations, 0);
    expect(session.components).toMatchObject([{ name: "Evolve", count: evolved }]);
  },
);
