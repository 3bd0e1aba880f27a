// Builds dist/: one bundle and the declarations for `import`, the same for `require`.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const at = (...parts) => join(here, ...parts);
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

/** A package.json inside each folder says how its .js and .d.ts files are to be read. */
async function build(folder, format, type) {
  mkdirSync(at("dist", folder), { recursive: true });
  writeFileSync(at("dist", folder, "package.json"), `${JSON.stringify({ type })}\n`);
  await esbuild.build({
    absWorkingDir: here,
    entryPoints: ["src/index.ts"],
    outfile: at("dist", folder, "index.js"),
    bundle: true,
    platform: "node",
    target: "node18",
    format,
    sourcemap: false,
    logLevel: "warning",
  });
  execFileSync(process.execPath, [tsc, "-p", at("tsconfig.build.json"), "--outDir", at("dist", folder)], {
    stdio: "inherit",
  });
}

rmSync(at("dist"), { recursive: true, force: true });
await build("esm", "esm", "module");
await build("cjs", "cjs", "commonjs");
