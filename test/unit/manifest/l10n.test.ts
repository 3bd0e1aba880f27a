// Every text that the shell shows can be translated: the bundle lists what the code passes to l10n.t.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");

/** The texts of one source file, and the places where something else than one literal is passed. */
function findTexts(path: string): { texts: string[]; dynamic: string[] } {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
  const found = { texts: [] as string[], dynamic: [] as string[] };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /(^|\.)l10n\.t$/.test(node.expression.getText())) {
      const [first] = node.arguments;
      if (first !== undefined && ts.isStringLiteralLike(first)) found.texts.push(first.text);
      else found.dynamic.push(`${path}: ${node.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe("l10n bundle", () => {
  const files = readdirSync(join(root, "src", "vscode"), { recursive: true }).map(String);
  const found = files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => findTexts(join(root, "src", "vscode", file)));

  it("holds every text of the code", async () => {
    const texts = [...new Set(found.flatMap(({ texts: list }) => list))].sort();
    expect(texts.length).toBeGreaterThan(20);
    const bundle = Object.fromEntries(texts.map((text) => [text, text]));
    await expect(`${JSON.stringify(bundle, undefined, 2)}\n`).toMatchFileSnapshot(
      join(root, "l10n", "bundle.l10n.json"),
    );
  });

  it("could be made: every text is one literal with placeholders", () => {
    expect(found.flatMap(({ dynamic }) => dynamic)).toEqual([]);
  });
});
