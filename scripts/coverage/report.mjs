// Puts what the tests' own processes ran and what the programs that they started ran together, as lines of src/.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAstAsync } from "vite";
import { at, root } from "../setup/paths.mjs";

// The packages that vitest's coverage is made of, in the versions that it brings.
const fromVitest = createRequire(createRequire(import.meta.url).resolve("@vitest/coverage-v8"));
const { createCoverageMap } = fromVitest("istanbul-lib-coverage");
const { createContext } = fromVitest("istanbul-lib-report");
const reports = fromVitest("istanbul-reports");
const { mergeScriptCovs } = fromVitest("@bcoe/v8-coverage");

/** How many files of a process are put together at a time. */
const BATCH = 50;
const WORST = 25;

/**
 * Writes coverage/index.html and prints the total and the worst files.
 * @param {{tests: string, programs: string}} from the report of vitest, and the folder that follow.cjs wrote
 * @returns {Promise<number>} percent of the lines
 */
export async function reportCoverage({ tests, programs }) {
  const map = createCoverageMap(existsSync(tests) ? JSON.parse(readFileSync(tests, "utf8")) : {});
  for (const [url, script] of collectScripts(programs)) map.merge(await convertScript(url, script));
  map.filter((path) => /^src\/(?!vscode\/|extension\.ts)/.test(relative(root, path)));
  const context = createContext({ dir: at("coverage"), coverageMap: map });
  reports.create("html").execute(context);
  reports.create("json-summary").execute(context);
  return printSummary(map);
}

function collectScripts(folder) {
  const scripts = new Map();
  let waiting = new Map();
  const put = () => {
    for (const [url, all] of waiting) {
      const known = scripts.get(url);
      scripts.set(url, mergeScriptCovs(known === undefined ? all : [known, ...all]));
    }
    waiting = new Map();
  };
  readdirSync(folder).forEach((name, index) => {
    for (const script of readScripts(join(folder, name)))
      waiting.set(script.url, [...(waiting.get(script.url) ?? []), script]);
    if (index % BATCH === BATCH - 1) put();
  });
  put();
  return scripts;
}

/** A program that was killed while it wrote leaves half a file. */
function readScripts(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).result.filter(({ url }) => existsSync(`${fileURLToPath(url)}.map`));
  } catch {
    return [];
  }
}

async function convertScript(url, coverage) {
  const { default: convert } = await import(fromVitest.resolve("ast-v8-to-istanbul").replace(/^/, "file://"));
  const file = fileURLToPath(url);
  const code = readFileSync(file, "utf8");
  const sourceMap = JSON.parse(readFileSync(`${file}.map`, "utf8"));
  return convert({ code, ast: parseAstAsync(code), sourceMap, coverage: { url, functions: coverage.functions } });
}

function printSummary(map) {
  const files = map
    .files()
    .map((path) => ({ path: relative(root, path), ...map.fileCoverageFor(path).toSummary().data }));
  const missed = ({ lines }) => lines.total - lines.covered;
  const worst = files.filter((file) => missed(file) > 0).sort((a, b) => missed(b) - missed(a));
  for (const file of worst.slice(0, WORST)) {
    const { total, pct } = file.lines;
    process.stdout.write(
      `${String(missed(file)).padStart(5)} of ${String(total).padStart(4)} lines missed  ${pct.toFixed(1).padStart(5)} %  ${file.path}\n`,
    );
  }
  const { lines } = map.getCoverageSummary().data;
  process.stdout.write(`\n${lines.pct} % of ${lines.total} lines of src/ without src/vscode (${files.length} files)\n`);
  return lines.pct;
}
