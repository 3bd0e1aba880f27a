// Builds everything that the package ships into dist/. `--watch` rebuilds the bundles on change.
import { cpSync, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const at = (...parts) => join(root, ...parts);
const watch = process.argv.includes("--watch");
const production = !process.argv.includes("--development") && !watch;

const common = { bundle: true, minify: production, sourcemap: !production, logLevel: "warning", absWorkingDir: root };
const node = { ...common, platform: "node", format: "cjs", target: "node20", mainFields: ["module", "main"] };

const bundles = [
  { ...node, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", external: ["vscode"] },
  { ...node, entryPoints: ["src/engine/main.ts"], outfile: "dist/engine.js", external: ["osx-temperature-sensor"] },
  {
    ...node,
    entryPoints: ["src/cli/main.ts"],
    outfile: "dist/cli.js",
    banner: { js: "#!/usr/bin/env node" },
    external: ["osx-temperature-sensor"],
  },
  { ...node, entryPoints: ["src/ingest/otlp/otlpServer.ts"], outfile: "dist/otlpReceiver.js" },
  { ...node, entryPoints: ["src/otlp/metricsExporter.ts"], outfile: "dist/otlpExporter.js" },
  {
    // Loaded by Node, but pure: as for a page, so that what Vega looks for in Node (a canvas package, files) stays out.
    ...common,
    platform: "browser",
    format: "cjs",
    target: "node20",
    entryPoints: ["src/reports/createReport.ts"],
    outfile: "dist/report.js",
  },
  {
    ...common,
    platform: "browser",
    format: "iife",
    target: "es2022",
    entryPoints: { panel: "webview/main.ts" },
    outdir: "dist/webview",
    loader: { ".ttf": "file", ".svg": "text" },
  },
];

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

copyStatic();
const wanted = bundles.filter((bundle) =>
  existsSync(at(Array.isArray(bundle.entryPoints) ? bundle.entryPoints[0] : Object.values(bundle.entryPoints)[0])),
);
if (watch) {
  await Promise.all(wanted.map(async (options) => (await esbuild.context(options)).watch()));
} else {
  await Promise.all(wanted.map((options) => esbuild.build(options)));
}
