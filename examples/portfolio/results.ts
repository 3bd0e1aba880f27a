import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REGIMES } from "./history";
import { om } from "./monitor";
import type { Portfolio, Profile } from "./objective";

/** How one algorithm did. */
export interface Outcome {
  readonly algorithm: string;
  readonly evaluations: number;
  readonly best: number;
  readonly violation: number;
  readonly portfolio: Portfolio;
  readonly profile: Profile;
  /** The best fitness after each iteration. */
  readonly convergence: readonly number[];
}

/** Writes the summary, the weights and the convergence curves. */
export function writeResults(folder: string, outcomes: readonly Outcome[], symbols: readonly string[]): void {
  om.component("Writing Results", () => {
    mkdirSync(folder, { recursive: true });
    writeText(join(folder, "summary.json"), `${JSON.stringify(outcomes.map(summarize), undefined, 2)}\n`);
    const names = outcomes.map((outcome) => outcome.algorithm);
    const weights = REGIMES.flatMap((regime, row) =>
      symbols.map((symbol, column) => [
        regime,
        symbol,
        ...outcomes.map(({ portfolio }) => portfolio[row]?.[column] ?? 0),
      ]),
    );
    writeText(join(folder, "weights.csv"), toCsv([["regime", "symbol", ...names], ...weights]));
    const curves = outcomes.flatMap(({ algorithm, convergence }) =>
      convergence.map((fitness, iteration) => [algorithm, iteration, fitness]),
    );
    writeText(join(folder, "convergence.csv"), toCsv([["algorithm", "iteration", "best"], ...curves]));
  });
}

/** Adds what the monitor knows of this launch, where it runs: its figures, and the report as a page. */
export async function writeMonitoring(folder: string): Promise<void> {
  const figures = await om.summary();
  if (figures.source !== "engine") return;
  writeFileSync(join(folder, "monitoring.json"), `${JSON.stringify(figures, undefined, 2)}\n`);
  await om.writeReport(join(folder, "report.html"));
}

function summarize({ portfolio: _, profile, convergence, ...rest }: Outcome): Record<string, unknown> {
  return { ...rest, iterations: convergence.length, ...profile };
}

/** Rows as the text of a CSV file; none of the values here needs quotes. */
function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.join(",")}\n`).join("");
}

/** Writes a file and says how much that was. */
function writeText(path: string, text: string): void {
  const content = Buffer.from(text, "utf8");
  writeFileSync(path, content);
  om.data(content.length, { records: text.split("\n").length - 1, direction: "write" });
}

/** The contest as a table for the terminal, the winner first. */
export function formatTable(outcomes: readonly Outcome[]): string {
  const titles = "algorithm".padEnd(24) + "score".padStart(9) + "return".padStart(9) + "volatility".padStart(12);
  const rows = [...outcomes]
    .sort((first, second) => second.best - first.best)
    .map(({ algorithm, best, profile }) => {
      const score = best.toFixed(4).padStart(9);
      return algorithm.padEnd(24) + score + toPercent(profile.annualReturn, 9) + toPercent(profile.volatility, 12);
    });
  return [titles, ...rows].join("\n");
}

function toPercent(value: number, width: number): string {
  return `${(100 * value).toFixed(1)}%`.padStart(width);
}

/** The line for programs: exactly what was reported of each run. */
export function resultLine(outcomes: readonly Outcome[]): string {
  const runs = outcomes.map(({ algorithm, convergence, evaluations, best }) => {
    return { algorithm, iterations: convergence.length, evaluations, best };
  });
  return `RESULT ${JSON.stringify({ example: "portfolio-node", runs })}`;
}
