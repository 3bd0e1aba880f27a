// Bundles the in-editor tests into out/test/host/index.js. Suites are found by their name when the bundle is made.
import { existsSync, readdirSync } from "node:fs";
import esbuild from "esbuild";
import { at, root } from "./setup/paths.mjs";

const suiteFolder = at("test", "host", "suite");

/** The test files that the bundle will hold. */
export function findSuites() {
  if (!existsSync(suiteFolder)) return [];
  return readdirSync(suiteFolder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".test.ts"))
    .sort();
}

/** Suites are required one by one inside a function: mocha's globals exist only once the run has begun. */
const suites = {
  name: "suites",
  setup(build) {
    build.onResolve({ filter: /^virtual:suites$/ }, () => ({ path: "suites", namespace: "virtual" }));
    build.onLoad({ filter: /^suites$/, namespace: "virtual" }, () => ({
      contents: `export function loadSuites() {\n${findSuites()
        .map((file) => `  require(${JSON.stringify(`./${file}`)});`)
        .join("\n")}\n}`,
      resolveDir: suiteFolder,
    }));
  },
};

/** Makes the bundle and returns its path. */
export async function bundleHostTests() {
  const outfile = at("out", "test", "host", "index.js");
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ["test/host/index.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
    plugins: [suites],
    logLevel: "warning",
  });
  return outfile;
}
