// `npm run mutation`: changes src/protocol, src/model and src/analysis in small ways and says which changes no unit test
// notices. `npm run mutation -- 'src/model/**/*.ts'` takes only those files. Heavy, so it runs at the lowest priority.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { ensureNpmPackages } from "./setup/npmPackages.mjs";
import { npm, run, step } from "./setup/command.mjs";
import { at, root } from "./setup/paths.mjs";

const folder = at("tools", "mutation");
const stryker = at("tools", "mutation", "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
const files = process.argv.slice(2);

setPriority(constants.priority.PRIORITY_LOW);
try {
  await ensureNpmPackages();
  if (!existsSync(stryker)) {
    await step("Installing Stryker", () => run(...npm("ci", "--no-audit", "--no-fund"), { cwd: folder }));
  }
  const args = [stryker, "run", at("tools", "mutation", "stryker.config.mjs")];
  const env = { ...process.env, OPTIMIZER_MONITOR_MUTATE: JSON.stringify(files) };
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, env, stdio: "inherit" }).status ?? 1;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
