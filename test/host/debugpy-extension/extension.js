// Stands in for the Python extension, which cannot be had everywhere: the adapter itself is the real debugpy.
"use strict";

const { existsSync } = require("node:fs");
const vscode = require("vscode");

/** Debian's package belongs to Debian's own Python, which need not be the first one on the PATH. */
const python = existsSync("/usr/lib/python3/dist-packages/debugpy") ? "/usr/bin/python3" : "python3";

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory("debugpy", {
      createDebugAdapterDescriptor: () => new vscode.DebugAdapterExecutable(python, ["-m", "debugpy.adapter"]),
    }),
    vscode.debug.registerDebugConfigurationProvider("debugpy", {
      resolveDebugConfiguration: (_folder, configuration) => ({
        console: "integratedTerminal",
        justMyCode: true,
        ...configuration,
        python: configuration.python ?? [python],
      }),
    }),
  );
};
