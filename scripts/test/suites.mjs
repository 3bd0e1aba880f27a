// Every suite of `npm test`: what it is called, how it is run, how its count is read, and what it needs before.
import { readdirSync } from "node:fs";
import { at, root } from "../setup/paths.mjs";
import { readCheck, readHostResults, readUnittest, readVitest, resultsFile } from "./counts.mjs";

const bin = (path) => [process.execPath, at("node_modules", ...path.split("/"))];
// The native compiler, which takes a third of the time; the other one has the interface that the layer check needs.
const tsc = bin("typescript-native/bin/tsc");
const typecheck = (project) => [...tsc, "--noEmit", "-p", project];

/**
 * A vitest project, or a part of one, as a suite; its own report is shown, and a JSON one is kept for the count. `files` are the
 * arguments that choose a part.
 */
function vitest(name, folder, { files = [], project = name, ...more } = {}) {
  const report = resultsFile(name);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const command = [...bin("vitest/vitest.mjs"), "run", "--project", project, ...reporters, ...files];
  return { name, folder, command, report, read: readVitest, ...more };
}

/**
 * A long project as two suites: what lies in a folder of it, and everything else. They run side by side, and whatever file is
 * added belongs to one of them.
 */
function halves(project, [inner, outer], folder, more = {}) {
  const root = `test/${project}`;
  return [
    vitest(`${project}-${inner}`, folder, { project, files: [`${folder}/`], ...more[inner] }),
    vitest(`${project}-${outer}`, root, { project, files: ["--exclude", `${folder}/**`], ...more[outer] }),
  ];
}

function check(name, command, more = {}) {
  return { name, command, read: readCheck, ...more };
}

function host(editor) {
  const command = [process.execPath, at("test", "host", "run.mjs"), editor];
  return {
    name: `host-${editor}`,
    folder: "test/host/suite",
    command,
    report: resultsFile(`host-${editor}`),
    read: readHostResults,
    editors: [editor],
    minutes: editor === "newest" ? 3 : 2,
  };
}

/**
 * In the order of the table: the first one builds what the others use, before they begin. `minutes` is about how long a long
 * one takes, so that it can begin early; `waits` marks one that leaves most of the processor to others. `editors` names the
 * versions of VS Code that must be installed before.
 */
export const suites = [
  check("build", [process.execPath, at("scripts", "build.mjs")]),
  check("typecheck", typecheck("tsconfig.json")),
  check("typecheck-webview", typecheck("webview/tsconfig.json"), { folder: "webview" }),
  check("typecheck-tests", typecheck("test/tsconfig.json")),
  check("typecheck-examples", typecheck("examples/tsconfig.json")),
  check("lint", [...bin("oxlint/bin/oxlint"), "--deny-warnings"]),
  check("format", [...bin("oxfmt/bin/oxfmt"), "--check", "."]),
  check("layers", [
    ...bin("dependency-cruiser/bin/dependency-cruise.mjs"),
    "--config",
    ".dependency-cruiser.cjs",
    "src",
    "webview",
  ]),
  check("unused", [...bin("knip/bin/knip.js"), "--no-progress"]),
  check("duplicates", [...bin("jscpd/bin/jscpd"), "--config", ".jscpd.json"]),
  vitest("unit", "test/unit"),
  vitest("contract", "test/contract"),
  {
    name: "python",
    folder: "clients/python/tests",
    waits: true,
    command: [
      "python3",
      "-W",
      "error::ResourceWarning",
      "-m",
      "unittest",
      "discover",
      "-s",
      "clients/python/tests",
      "-t",
      "clients/python",
    ],
    read: readUnittest,
  },
  vitest("client", "clients/node/test", { waits: true }),
  vitest("client-cpp", "clients/cpp/test", { waits: true }),
  ...halves("integration", ["engine", "others"], "test/integration/engine", {
    engine: { minutes: 5 },
    others: { minutes: 5 },
  }),
  vitest("faults", "test/faults", { minutes: 4 }),
  vitest("soak", "test/soak", { waits: true, minutes: 2 }),
  host("newest"),
  host("oldest"),
  ...halves("ui", ["page", "editor"], "test/ui/page", {
    page: { minutes: 3 },
    editor: { editors: ["newest"], minutes: 4 },
  }),
  vitest("package", "test/package", { editors: ["newest"], minutes: 1 }),
];

/** The suites that there are files for; those that were named, or all. A group's name stands for its members. */
export function selectSuites(names) {
  const known = suites.filter(({ folder }) => folder === undefined || hasTests(folder));
  const matches = (name) => (suite) => suite.name === name || suite.name.startsWith(`${name}-`);
  const unknown = names.filter((name) => !suites.some(matches(name)));
  if (unknown.length > 0) {
    throw new Error(`No such suite: ${unknown.join(", ")}. There are: ${suites.map(({ name }) => name).join(", ")}`);
  }
  return names.length === 0
    ? known
    : known.filter((suite) => suite.name === "build" || names.some((name) => matches(name)(suite)));
}

function hasTests(folder) {
  try {
    const files = readdirSync(at(folder), { recursive: true }).map(String);
    return files.some((file) => /(\.test\.ts|test_.*\.py|^main\.ts)$/.test(file));
  } catch {
    return false;
  }
}

/** Where every suite's command runs. */
export const suiteFolder = root;
