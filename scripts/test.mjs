// `npm test`: installs what is missing, builds, runs every suite and ends with one line that counts them all.
// `npm test -- unit host` runs only those.
import { ensureNpmPackages } from "./setup/npmPackages.mjs";
import { ensureSystemPackages, forTests } from "./setup/systemPackages.mjs";
import { ensureEditor } from "./setup/editor.mjs";
import { selectSuites } from "./test/suites.mjs";
import { listFailures } from "./test/counts.mjs";
import { endAll, runSuites } from "./test/runSuites.mjs";

async function prepare(suites) {
  await ensureSystemPackages(forTests);
  await ensureNpmPackages();
  const editors = new Set(suites.flatMap((suite) => suite.editors ?? []));
  await Promise.all([...editors].map(ensureEditor));
}

function formatTable(rows) {
  const header = ["suite", "passed", "failed", "skipped", "seconds"];
  const cells = rows.map((row) => [row.name, row.passed, row.failed, row.skipped, row.seconds.toFixed(1)].map(String));
  const widths = header.map((title, column) => Math.max(title.length, ...cells.map((line) => line[column].length)));
  const line = (values) =>
    values.map((value, i) => (i === 0 ? value.padEnd(widths[i]) : value.padStart(widths[i]))).join("  ");
  return [header, ...cells].map(line).join("\n");
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
]) {
  process.once(signal, () => {
    endAll();
    process.exit(code);
  });
}

try {
  const suites = selectSuites(process.argv.slice(2));
  await prepare(suites);
  const rows = await runSuites(suites);
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  process.stdout.write(
    `\n${listFailures(rows)}\n${formatTable(rows)}\n\n${sum("passed")} passed, ${sum("failed")} failed\n`,
  );
  process.exitCode = sum("failed") === 0 ? 0 : 1;
} catch (error) {
  process.stdout.write(`${error.message}\n\n0 passed, 1 failed\n`);
  process.exitCode = 1;
}
