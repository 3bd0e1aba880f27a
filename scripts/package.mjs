// `npm run package`: makes optimizer-monitor-VERSION.vsix, and refuses one that is too large.
//   --out FILE   somewhere else
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureNpmPackages } from "./setup/npmPackages.mjs";
import { run, step } from "./setup/command.mjs";
import { at, root } from "./setup/paths.mjs";

const largestBytes = 3 * 1024 * 1024;

const { values: options } = parseArgs({ options: { out: { type: "string" } } });
const { name, version } = JSON.parse(readFileSync(at("package.json"), "utf8"));
const file = resolve(options.out ?? at(`${name}-${version}.vsix`));

try {
  await ensureNpmPackages();
  await step("Building", () => run(process.execPath, [at("scripts", "build.mjs")], { cwd: root }));
  const flags = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", file];
  await step("Packaging", () =>
    run(process.execPath, [at("node_modules", "@vscode", "vsce", "vsce"), "package", ...flags], { cwd: root }),
  );
  const { size } = statSync(file);
  process.stdout.write(`${file}: ${(size / 1024 / 1024).toFixed(2)} MB\n`);
  if (size > largestBytes)
    throw new Error(`That is more than the ${largestBytes / 1024 / 1024} MB which a package may have.`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
