// `npm run audit`: whether a package that ships has a known weakness. Not every registry can be asked: then it says so, and
// nothing has been found out either way.
import { execFile } from "node:child_process";
import { root } from "./setup/paths.mjs";
import { cleanEnvironment } from "./setup/command.mjs";

const limitMs = 120_000;

/** What npm answers, which also ends with an error where it has found something. */
function askRegistry() {
  const args = ["audit", "--omit=dev", "--json"];
  const options = { cwd: root, env: cleanEnvironment(), timeout: limitMs, maxBuffer: 1 << 26 };
  return new Promise((resolve) => {
    execFile(process.platform === "win32" ? "npm.cmd" : "npm", args, options, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout));
      } catch {
        resolve({ message: error?.message ?? stderr });
      }
    });
  });
}

const answer = await askRegistry();
const counts = answer.metadata?.vulnerabilities;
if (counts === undefined) {
  const reason = answer.message ?? answer.error?.summary ?? JSON.stringify(answer).slice(0, 300);
  process.stdout.write(`The registry cannot be asked for weaknesses (${String(reason).trim()}): nothing is known.\n`);
} else if (counts.total === 0) {
  process.stdout.write(`No known weakness in ${answer.metadata.dependencies?.prod ?? "the"} packages that ship.\n`);
} else {
  for (const [name, { severity, range }] of Object.entries(answer.vulnerabilities ?? {})) {
    process.stdout.write(`${name} ${range}: ${severity}\n`);
  }
  process.exitCode = 1;
}
