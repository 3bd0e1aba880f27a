// How large the packaged extension is, beside the largest things in it that are not ours.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, wasmFile } from "./_source.mjs";

const LIMIT_MB = 3;
const folder = mkdtempSync(join(tmpdir(), "bench-package-"));
const file = join(folder, "extension.vsix");
try {
  execFileSync(process.execPath, [join(root, "scripts/package.mjs"), "--out", file], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ours = statSync(file).size / 1e6;
  const yardstick = statSync(wasmFile).size / 1e6;
  const row = {
    what: "packaged extension, MB; yardstick: SQLite's wasm file in it, not compressed",
    ours,
    yardstick,
    ratio: ours / yardstick,
    reach: `<= ${LIMIT_MB} MB`,
    pass: ours <= LIMIT_MB,
  };
  process.stdout.write(`${JSON.stringify({ bench: "packageSize", rows: [row] })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
