// `npm run reliability`: brings every fault of test/faults, and those of the editor, about as often as it is promised, and
// writes what was seen into the table of docs/reliability.md. `npm run reliability -- test/faults/engine` runs only what is
// named, and `npm run reliability -- --table` only writes the table of what was seen last.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, step } from "./setup/command.mjs";
import { ensureEditor } from "./setup/editor.mjs";
import { ensureNpmPackages } from "./setup/npmPackages.mjs";
import { at, root } from "./setup/paths.mjs";
import { ensureSystemPackages, forTests } from "./setup/systemPackages.mjs";

/** How often a fault with a random moment is tried, unless the environment says otherwise. */
const ROUNDS = "50";
const RECORDS = at("test-results", "reliability");
const DOCUMENT = at("docs", "reliability.md");
const BEGIN = "<!-- table: begin -->";
const END = "<!-- table: end -->";

/** The faults of engine, programs and files, and those of the editor. */
const ALL = ["test/faults", "test/ui/editorFaults"];

async function prepare() {
  await ensureSystemPackages(forTests);
  await ensureNpmPackages();
  await ensureEditor("newest");
  await step("Building", () => run(process.execPath, [at("scripts", "build.mjs")]));
}

function runFaults(files) {
  rmSync(RECORDS, { recursive: true, force: true });
  const kinds = ["--project", "faults", "--project", "ui"];
  const command = [at("node_modules", "vitest", "vitest.mjs"), "run", ...kinds, ...(files.length > 0 ? files : ALL)];
  const env = { ...process.env, OPTIMIZER_MONITOR_ROUNDS: process.env.OPTIMIZER_MONITOR_ROUNDS ?? ROUNDS };
  return spawnSync(process.execPath, command, { cwd: root, env, stdio: "inherit" }).status ?? 1;
}

function readRecords() {
  if (!existsSync(RECORDS)) return [];
  return readdirSync(RECORDS)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(RECORDS, name), "utf8")));
}

function tableOf(records) {
  const cell = (value) => String(value).replaceAll("|", "\\|").replaceAll("\n", " ");
  const notCounted = "–";
  const rows = records.map(({ fault, promise, tried, lost = notCounted, doubled = notCounted }) => [
    fault,
    promise,
    tried,
    lost,
    doubled,
  ]);
  const line = (cells) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(["fault", "promise", "tried", "lost", "doubled"]), "| --- | --- | --: | --: | --: |", ...rows.map(line)];
}

function writeTable(records) {
  const text = readFileSync(DOCUMENT, "utf8");
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${DOCUMENT} has no place for the table: ${BEGIN} … ${END}`);
  const table = tableOf(records).join("\n");
  writeFileSync(DOCUMENT, `${text.slice(0, from + BEGIN.length)}\n\n${table}\n\n${text.slice(to)}`);
}

const files = process.argv.slice(2);
const isTableOnly = files.includes("--table");
if (!isTableOnly) await prepare();
const status = isTableOnly ? 0 : runFaults(files);
const records = readRecords();
writeTable(records);
process.stdout.write(`\n${records.length} faults in ${DOCUMENT}${status === 0 ? "" : "; some tests failed"}\n`);
process.exitCode = status;
