// `npm run bench`: runs every script of bench/ and bench/growth alone, one after the other, and prints one table of all
// figures, each beside its yardstick, and what became of every figure that is to be reached. Each script prints one JSON line
// {"bench", rows: [{what, ours, yardstick, ratio, reach, pass}]}. The results go to test-results/bench.json.
//   -- WORD…        only those whose name holds one of the words
//   -- --quick      small sizes: whether everything works, in a few minutes
//   -- --json FILE  the results to another file as well
//   -- --write      puts them into docs/performance.md; with --write-only, those of the newest run
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { findBenches, runBench } from "./bench/runBench.mjs";
import { plainReport } from "./bench/tables.mjs";
import { writeDocument } from "./bench/document.mjs";
import { at, root } from "./setup/paths.mjs";
import { run, step } from "./setup/command.mjs";
import { ensureNpmPackages } from "./setup/npmPackages.mjs";

const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    write: { type: "boolean", default: false },
    "write-only": { type: "boolean", default: false },
  },
});
const resultsFile = at("test-results", "bench.json");

async function measure() {
  await ensureNpmPackages();
  await step("Building", () => run(process.execPath, [at("scripts", "build.mjs")], { cwd: root }));
  const began = Date.now();
  const loadBefore = loadavg()[0];
  const rows = [];
  for (const name of findBenches(words)) {
    rows.push(...(await step(name, () => runBench(name, { isQuick: options.quick }))));
  }
  const machine = {
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    runtime: `Node ${process.versions.node}`,
    isQuick: options.quick,
    loadBefore,
    loadAfter: loadavg()[0],
  };
  return { time: new Date().toISOString(), seconds: Math.round((Date.now() - began) / 1000), machine, rows };
}

function keep(results) {
  const text = `${JSON.stringify(results, undefined, 2)}\n`;
  for (const file of [resultsFile, ...(options.json === undefined ? [] : [resolve(options.json)])]) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

if (options["write-only"]) {
  await writeDocument(JSON.parse(readFileSync(resultsFile, "utf8")));
} else {
  const results = await measure();
  keep(results);
  if (options.write) await writeDocument(results);
  const { rows, seconds } = results;
  const missed = rows.filter(({ pass }) => pass !== true).length;
  process.stdout.write(
    `\n${plainReport(rows)}\n\n${rows.length - missed} reached, ${missed} short, in ${(seconds / 60).toFixed(1)} minutes\n`,
  );
  process.exitCode = missed === 0 && rows.length > 0 ? 0 : 1;
}
