import ts from "typescript";
import { describe, expect, it } from "vitest";
import { instrumentationSnippet } from "../../../../src/vscode/commands/snippets";

/** The text that a snippet leaves when every place keeps its default. */
function filled(languageId: string, source = ""): string {
  const snippet = instrumentationSnippet(languageId, source) ?? "";
  return snippet
    .replace(/\$\{\d+\|([^,|]+)[^}]*\}/g, "$1")
    .replace(/\$\{\d+:([^}]*)\}/g, "$1")
    .replace(/\$0/g, "");
}

describe("instrumentationSnippet", () => {
  it("is Python that the client understands", () => {
    expect(filled("python")).toBe(
      [
        "import optimizer_monitor as om",
        "",
        'with om.run("GA", problem="problem", direction="minimize") as run:',
        "    for iteration in range(1, 100 + 1):",
        "        best = step()",
        "        run.iteration(iteration, best=best, evaluations=evaluations)",
        "",
      ].join("\n"),
    );
  });

  it.each(["typescript", "javascript", "typescriptreact", "javascriptreact"])("is valid %s", (languageId) => {
    const { diagnostics } = ts.transpileModule(filled(languageId), {
      reportDiagnostics: true,
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    expect(diagnostics).toEqual([]);
  });

  it("does not import twice", () => {
    expect(filled("python", "import optimizer_monitor as om\n")).not.toContain("import");
    expect(filled("typescript", 'import * as om from "optimizer-monitor-client";')).not.toContain("import");
  });

  it("requires where the file requires, imports where it imports", () => {
    expect(filled("javascript", 'const fs = require("fs");')).toContain("require(");
    expect(filled("javascript", 'import fs from "fs";')).toContain("import * as om");
  });

  it("has nothing for other languages", () => {
    expect(instrumentationSnippet("rust", "")).toBeUndefined();
  });
});
