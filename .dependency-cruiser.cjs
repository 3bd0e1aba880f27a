// The arrow of docs/architecture.md: what may import what. Type imports count.
const layer = (name) => `^src/${name}/`;
const only = (name, allowed, comment) => ({
  name: `${name}-imports`,
  comment,
  severity: "error",
  from: { path: layer(name) },
  to: { path: "^(src|webview)/", pathNot: [name, ...allowed].map(layer) },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, pathNot: ["\\.d\\.ts$", "^src/(extension|engine/main|cli/main)\\.ts$"] },
      to: {},
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^vscode$" } },
    {
      name: "vscode-only-in-the-shell",
      comment: "The engine, the command line and the page run without an editor.",
      severity: "error",
      from: { pathNot: ["^src/vscode/", "^src/extension\\.ts$"] },
      to: { path: ["^vscode$", "@types/vscode"] },
    },
    only("base", [], "base knows nobody"),
    only("protocol", ["base"], "messages and their parsers"),
    only("model", ["base", "protocol"]),
    only("analysis", ["base", "protocol", "model"]),
    only("charts", ["base", "protocol", "model"]),
    ...["ingest", "sampling", "history", "alerts", "api"].map((name) =>
      only(name, ["base", "protocol", "model", "analysis", "charts"]),
    ),
    only("reports", ["base", "protocol", "model", "analysis", "charts"]),
    only("otlp", ["base", "protocol"], "figures in, OTLP out"),
    only("solverLogs", ["base", "protocol"], "text in, events of the wire out"),
    only("control", ["base", "protocol"], "the way to the engine for whoever is not the engine"),
    only("engine", [
      "base",
      "protocol",
      "model",
      "analysis",
      "charts",
      "ingest",
      "sampling",
      "history",
      "alerts",
      "reports",
      "api",
      "solverLogs",
      "otlp",
    ]),
    only("cli", ["base", "protocol", "control"], "the command line asks the engine, as the editor does"),
    only("vscode", ["base", "protocol", "control"], "the shell talks to the engine over its control socket only"),
    {
      name: "extension-imports",
      severity: "error",
      from: { path: "^src/extension\\.ts$" },
      to: { path: "^(src|webview)/", pathNot: ["vscode", "control", "protocol", "base"].map(layer) },
    },
    {
      name: "webview-imports",
      comment: "The page is a cache of what the engine knows.",
      severity: "error",
      from: { path: "^webview/" },
      to: { path: ["^src/"], pathNot: ["protocol", "charts", "base"].map(layer) },
    },
    {
      name: "pure-layers",
      comment: "Numbers in, numbers or specs out: no input or output.",
      severity: "error",
      from: { path: ["^src/(analysis|charts|model|protocol|solverLogs)/", "^src/alerts/(?!delivery/)"] },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
