// What is bundled into what: for the build, and for whoever asks what is in the bundles.
import { existsSync } from "node:fs";
import { at, root } from "./paths.mjs";

/** The variable that tells a script not to build: everything in dist/ is new, and other processes are using it. */
export const builtAlready = "OPTIMIZER_MONITOR_BUILT";

/**
 * The editor's module, copied once for all files that import it. esbuild copies a module that it does not bundle, here some
 * 350 names, for each importing file, which took more than half of the time in which the extension is loaded.
 */
const editorModule = {
  name: "editor-module",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === "editor" ? { path: "vscode", external: true } : { path: "vscode", namespace: "editor" },
    );
    onLoad({ filter: /^vscode$/, namespace: "editor" }, () => ({ contents: 'export * from "vscode";' }));
  },
};

/** esbuild's options of every bundle that ships. */
export function bundleOptions({ production }) {
  const common = { bundle: true, minify: production, sourcemap: !production, logLevel: "warning", absWorkingDir: root };
  const node = { ...common, platform: "node", format: "cjs", target: "node20", mainFields: ["module", "main"] };
  const bundles = [
    { ...node, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", plugins: [editorModule] },
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
  return bundles.filter(({ entryPoints }) =>
    existsSync(at(Array.isArray(entryPoints) ? entryPoints[0] : Object.values(entryPoints)[0])),
  );
}
