// `npm run bench`: runs every bench/*.mjs alone, one after the other, and prints one table of all figures.
// Each prints one JSON line {"bench", rows: [{what, ours, yardstick, ratio, reach, pass}]}. `npm run bench -- ingest` runs
// only those whose name holds a given word.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { at, root } from "./setup/paths.mjs";
import { cleanEnvironment, run, step } from "./setup/command.mjs";
import { ensureNpmPackages } from "./setup/npmPackages.mjs";

const limitMs = 300_000;

function findBenches(words) {
  const all = readdirSync(at("bench")).filter((file) => file.endsWith(".mjs") && !file.startsWith("_"));
  return all.filter((file) => words.length === 0 || words.some((word) => file.includes(word))).sort();
}

/** Runs one script and resolves with its rows; one that fails or prints no rows gives a row that says so. */
function runBench(file) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [at("bench", file)], {
      cwd: root,
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      const rows = parseRows(output);
      const broken = rows.length === 0 || code !== 0;
      resolve(broken ? [...rows, { bench: file, what: `ended with ${signal ?? code}`, pass: false }] : rows);
    });
  });
}

function parseRows(output) {
  return output.split("\n").flatMap((line) => {
    try {
      const { bench, rows } = JSON.parse(line);
      return Array.isArray(rows) ? rows.map((row) => ({ bench, ...row })) : [];
    } catch {
      return [];
    }
  });
}

function formatValue(value) {
  if (value === undefined || value === null) return "";
  return typeof value === "number" ? String(Number(value.toPrecision(3))) : String(value);
}

function formatTable(rows) {
  const columns = ["bench", "what", "ours", "yardstick", "ratio", "reach"];
  const cells = rows.map((row) => [
    ...columns.map((column) => formatValue(row[column])),
    row.pass ? "reached" : "MISSED",
  ]);
  const lines = [[...columns, ""], ...cells];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

await ensureNpmPackages();
await step("Building", () => run(process.execPath, [at("scripts", "build.mjs")], { cwd: root }));
const rows = [];
for (const file of findBenches(process.argv.slice(2))) rows.push(...(await step(file, () => runBench(file))));
const missed = rows.filter(({ pass }) => pass !== true).length;
mkdirSync(at("bench"), { recursive: true });
writeFileSync(
  at("bench", "results.json"),
  `${JSON.stringify({ time: new Date().toISOString(), rows }, undefined, 2)}\n`,
);
process.stdout.write(`\n${formatTable(rows)}\n\n${rows.length - missed} reached, ${missed} missed\n`);
process.exitCode = missed === 0 && rows.length > 0 ? 0 : 1;
