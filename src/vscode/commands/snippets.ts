/** The lines that make an optimizer report, as a snippet with places to fill in, by the editor's language id. */
export function instrumentationSnippet(languageId: string, source: string): string | undefined {
  switch (languageId) {
    case "python":
      return pythonSnippet(source);
    case "typescript":
    case "typescriptreact":
      return scriptSnippet('import * as om from "optimizer-monitor-client";', source);
    case "javascript":
    case "javascriptreact":
      return scriptSnippet(scriptImport(source), source);
    default:
      return undefined;
  }
}

/** Languages that have a snippet, as people name them. */
export const SNIPPET_LANGUAGES = "Python, TypeScript, JavaScript";

function pythonSnippet(source: string): string {
  const lines = [
    ...(/^\s*import optimizer_monitor\b/m.test(source) ? [] : ["import optimizer_monitor as om", ""]),
    'with om.run("${1:GA}", problem="${2:problem}", direction="${3|minimize,maximize|}") as run:',
    "    for ${4:iteration} in range(1, ${5:100} + 1):",
    "        ${6:best = step()}",
    "        run.iteration(${4:iteration}, best=${7:best}, evaluations=${8:evaluations})$0",
    "",
  ];
  return lines.join("\n");
}

function scriptSnippet(importLine: string, source: string): string {
  const lines = [
    ...(source.includes("optimizer-monitor-client") ? [] : [importLine, ""]),
    'await om.run("${1:GA}", { problem: "${2:problem}", direction: "${3|minimize,maximize|}" }, async (run) => {',
    "  for (let ${4:iteration} = 1; ${4:iteration} <= ${5:100}; ${4:iteration}++) {",
    "    ${6:const best = step();}",
    "    run.iteration(${4:iteration}, { best: ${7:best}, evaluations: ${8:evaluations} });$0",
    "  }",
    "});",
    "",
  ];
  return lines.join("\n");
}

/** A file that uses `import` gets one; otherwise `require`, which finds the client without an installation. */
function scriptImport(source: string): string {
  return /^\s*(import|export)\s/m.test(source)
    ? 'import * as om from "optimizer-monitor-client";'
    : 'const om = require("optimizer-monitor-client");';
}
