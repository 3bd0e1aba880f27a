// Bundles the in-editor tests into out/test/host/EDITOR/index.js. Suites are found by their name when the bundle is made.
import { readdirSync } from "node:fs";
import esbuild from "esbuild";
import { at, root } from "./setup/paths.mjs";

const suiteFolder = at("test", "host", "suite");

/**
 * What an editor has no part in but by interfaces that are there since the oldest one, which the types hold us to. What comes
 * of launches, terminals, debuggers and commands is seen in each editor.
 */
const sameEverywhere = ["activationCost", "alerts", "api", "engineLoss", "settings"].map((name) => `${name}.test.ts`);

/** The test files that the bundle for an editor will hold. */
function findSuites(editor) {
  return readdirSync(suiteFolder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".test.ts"))
    .filter((file) => editor === "newest" || !sameEverywhere.includes(file))
    .sort();
}

/** Suites are required one by one inside a function: mocha's globals exist only once the run has begun. */
const suites = (editor) => ({
  name: "suites",
  setup(build) {
    build.onResolve({ filter: /^virtual:suites$/ }, () => ({ path: "suites", namespace: "virtual" }));
    build.onLoad({ filter: /^suites$/, namespace: "virtual" }, () => ({
      contents: `export function loadSuites() {\n${findSuites(editor)
        .map((file) => `  require(${JSON.stringify(`./${file}`)});`)
        .join("\n")}\n}`,
      resolveDir: suiteFolder,
    }));
  },
});

/** Makes the bundle for the newest or the oldest editor, and returns its path. */
export async function bundleHostTests(editor) {
  const outfile = at("out", "test", "host", editor, "index.js");
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
    plugins: [suites(editor)],
    logLevel: "warning",
  });
  return outfile;
}
