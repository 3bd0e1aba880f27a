// Bundles modules of src/ for a benchmark, as the build does, and loads them.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

/** The root of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Loads the exports of TypeScript modules, given by their paths from the root. */
export async function loadSource(...modules) {
  const folder = mkdtempSync(join(tmpdir(), "bench-source-"));
  const outfile = join(folder, "bundle.cjs");
  const contents = modules.map((module) => `export * from ${JSON.stringify(`./${module}`)};`).join("\n");
  await esbuild.build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    outfile,
    logLevel: "error",
  });
  const loaded = createRequire(import.meta.url)(outfile);
  rmSync(folder, { recursive: true, force: true });
  return loaded;
}

/** Where SQLite's wasm file is among the packages. */
export const wasmFile = join(root, "node_modules/sql.js/dist/sql-wasm.wasm");

/** The median of some numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
