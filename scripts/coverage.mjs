// `npm run coverage`: how much of src/ (without src/vscode, which runs inside the editor) the unit, contract and integration tests
// run, in the tests' own processes and in the engines and command lines that they start. Ends with 1 below 90 % of the lines.
// `npm run coverage -- unit` takes only the named kinds. Afterwards dist/ is as it ships again.
import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { ensureNpmPackages } from "./setup/npmPackages.mjs";
import { run, step } from "./setup/command.mjs";
import { at, root } from "./setup/paths.mjs";
import { reportCoverage } from "./coverage/report.mjs";

const WANTED_PERCENT = 90;

const kinds = process.argv.length > 2 ? process.argv.slice(2) : ["unit", "contract", "integration"];
const programs = at("coverage", "programs");

/** The bundles that run as processes of their own; the tests import everything else. */
const bundles = ["engine", "cli", "otlpReceiver", "otlpExporter"];

/** Puts a program in a bundle's place that follows it. An engine starts with no options of Node from outside. */
function followBundle(name) {
  const follow = JSON.stringify(at("scripts", "coverage", "follow.cjs"));
  renameSync(at("dist", `${name}.js`), at("dist", `${name}.followed.js`));
  renameSync(at("dist", `${name}.js.map`), at("dist", `${name}.followed.js.map`));
  writeFileSync(at("dist", `${name}.js`), `require(${follow});\nmodule.exports = require("./${name}.followed.js");\n`);
}

function unfollowBundle(name) {
  for (const ending of ["js", "js.map"]) rmSync(at("dist", `${name}.followed.${ending}`), { force: true });
}

const build = (...flags) => run(process.execPath, [at("scripts", "build.mjs"), ...flags], { cwd: root });

await ensureNpmPackages();
await step("Building", () => build("--development"));
bundles.forEach(followBundle);
rmSync(at("coverage"), { recursive: true, force: true });
mkdirSync(programs, { recursive: true });

const options = [
  "--coverage.enabled",
  "--coverage.provider=v8",
  "--coverage.reporter=json",
  "--coverage.reportsDirectory=coverage/tests",
  "--coverage.reportOnFailure",
  "--coverage.include=src/**/*.ts",
  "--coverage.exclude=src/vscode/**",
  "--coverage.exclude=src/extension.ts",
];
const vitest = [at("node_modules", "vitest", "vitest.mjs"), "run", ...kinds.flatMap((kind) => ["--project", kind])];
const env = { ...process.env, OPTIMIZER_MONITOR_COVERAGE: programs };
const { status } = spawnSync(process.execPath, [...vitest, ...options], { cwd: root, env, stdio: "inherit" });
const percent = await reportCoverage({ tests: at("coverage", "tests", "coverage-final.json"), programs });
bundles.forEach(unfollowBundle);
await step("Building what ships", () => build());
if (status !== 0) process.stdout.write("Tests failed: what they did not reach is missing above.\n");
process.exitCode = status === 0 && percent >= WANTED_PERCENT ? 0 : 1;
