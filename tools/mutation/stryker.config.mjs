// Mutation testing of the three layers that hold the words, the figures and the judgements; see docs/testing.md.
import { createRequire } from "node:module";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const vitestRunner = createRequire(import.meta.url).resolve("@stryker-mutator/vitest-runner");

/** What no test of these layers reads: it is not copied. */
const unread = [
  ".vscode-test",
  ".demo",
  "bench",
  "clients",
  "coverage",
  "dist",
  "docs/media",
  "media",
  "out",
  "test-results",
  "tools/mutation/node_modules",
  "webview",
];

/** The files that scripts/mutation.mjs was asked for; all where it was asked for none. */
const asked = JSON.parse(process.env.OPTIMIZER_MONITOR_MUTATE ?? "[]");

export default {
  packageManager: "npm",
  plugins: [vitestRunner],
  testRunner: "vitest",
  vitest: { configFile: join(root, "tools", "mutation", "vitest.config.mjs"), related: true },
  mutate: asked.length > 0 ? asked : ["src/{protocol,model,analysis}/**/*.ts"],
  ignorePatterns: unread,
  coverageAnalysis: "perTest",
  concurrency: 1,
  incremental: true,
  incrementalFile: "test-results/mutation/incremental.json",
  reporters: ["progress-append-only", "clear-text", "html", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: "test-results/mutation/report.html" },
  jsonReporter: { fileName: "test-results/mutation/report.json" },
  tempDirName: "test-results/mutation/sandbox",
  timeoutMS: 8_000,
  ignoreStatic: true,
};
