// Builds everything that the package ships into dist/. `--watch` rebuilds the bundles on change.
import { cpSync, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import esbuild from "esbuild";
import { builtAlready, bundleOptions } from "./setup/bundles.mjs";
import { at } from "./setup/paths.mjs";

const watch = process.argv.includes("--watch");
const production = !process.argv.includes("--development") && !watch;

function copyStatic() {
  mkdirSync(at("dist"), { recursive: true });
  copyFileSync(at("node_modules/sql.js/dist/sql-wasm.wasm"), at("dist/sql-wasm.wasm"));
  rmSync(at("dist/clients"), { recursive: true, force: true });
  copyPython();
  copyNodeClient();
  copyCppClient();
}

function copyPython() {
  for (const folder of ["optimizer_monitor", "auto-instrument"]) {
    cpSync(at("clients/python", folder), at("dist/clients/python", folder), {
      recursive: true,
      filter: (path) => !path.includes("__pycache__"),
    });
  }
}

function copyNodeClient() {
  if (!existsSync(at("clients/node/build.mjs"))) return;
  execFileSync(process.execPath, [at("clients/node/build.mjs")], { stdio: "inherit", cwd: at("clients/node") });
  const target = at("dist/clients/node/optimizer-monitor-client");
  cpSync(at("clients/node/dist"), join(target, "dist"), { recursive: true });
  for (const file of ["package.json", "README.md"]) copyFileSync(at("clients/node", file), join(target, file));
}

function copyCppClient() {
  const target = at("dist/clients/cpp");
  for (const entry of ["README.md", "optimizer_monitor.hpp", "optimizer_monitor"]) {
    cpSync(at("clients/cpp", entry), join(target, entry), { recursive: true });
  }
}

async function build() {
  copyStatic();
  const wanted = bundleOptions({ production });
  if (watch) await Promise.all(wanted.map(async (options) => (await esbuild.context(options)).watch()));
  else await Promise.all(wanted.map((options) => esbuild.build(options)));
}

if (process.env[builtAlready] === undefined) await build();
