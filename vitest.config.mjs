// One vitest project for each kind of test; `npm test` runs them one after the other, `npx vitest --project unit` one alone.
import { join } from "node:path";
import { defineConfig } from "vitest/config";

// The editor's module exists inside the editor only; what the unit tests of the shell need of it stands in for it.
const alias = { vscode: join(import.meta.dirname, "test", "unit", "vscode", "fakeEditor.ts") };

/** With as many rounds as `npm run reliability` makes of a fault, its test takes that much longer. */
const manyRounds = process.env.OPTIMIZER_MONITOR_ROUNDS === undefined ? 1 : 10;

/** The kinds, with where their files are and how patient they are. */
const kinds = [
  { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 10_000 },
  { name: "contract", include: ["test/contract/**/*.test.ts"], testTimeout: 10_000 },
  { name: "client", include: ["clients/node/test/**/*.test.ts"], testTimeout: 30_000, alone: true },
  { name: "client-cpp", include: ["clients/cpp/test/**/*.test.ts"], testTimeout: 60_000, alone: true },
  { name: "integration", include: ["test/integration/**/*.test.ts"], testTimeout: 60_000, alone: true },
  { name: "faults", include: ["test/faults/**/*.test.ts"], testTimeout: manyRounds * 120_000, alone: true },
  { name: "soak", include: ["test/soak/**/*.test.ts"], testTimeout: 300_000, alone: true },
  { name: "package", include: ["test/package/**/*.test.ts"], testTimeout: 120_000, alone: true },
  { name: "ui", include: ["test/ui/**/*.test.ts"], testTimeout: 120_000, alone: true },
];

export default defineConfig({
  test: {
    // A forgotten `.only` would hide every other test, so it fails the run everywhere, not just in CI.
    allowOnly: false,
    projects: kinds.map(({ name, include, testTimeout, alone }) => ({
      test: {
        name,
        include,
        ...(name === "unit" ? { alias } : {}),
        testTimeout,
        hookTimeout: Math.max(testTimeout, 30_000),
        // A condition that is waited for may take as long as a busy machine needs; the test's own limit still holds.
        expect: { poll: { timeout: testTimeout / 2, interval: 100 } },
        environment: "node",
        pool: "forks",
        // A process runs many files, and loads what they share once: a new one for each costs as much as its tests do.
        isolate: false,
        // Tests that start processes and measure time do not share the processor with each other.
        fileParallelism: alone !== true,
        allowOnly: false,
      },
    })),
  },
});
