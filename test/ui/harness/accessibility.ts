import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { axeSource } from "./axeSource";

/** One rule that is broken, with the places, as a line that says enough to mend it. */
export interface Violation {
  readonly rule: string;
  readonly impact: string;
  readonly where: readonly string[];
}

/** axe-core gives a frame a second to take its script in, which a busy machine may need more than once for. */
const ATTEMPTS = 10;

/** The serious and critical violations of accessibility rules inside the panel's page. */
export async function findSeriousViolations(page: Page): Promise<Violation[]> {
  const results = await analyze(page, ATTEMPTS);
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, nodes }) => ({
      rule: id,
      impact: impact ?? "",
      where: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ""}`),
    }));
}

/** Tries until axe-core has looked at something. */
async function analyze(page: Page, attempts: number): Promise<Awaited<ReturnType<AxeBuilder["analyze"]>>> {
  const results = await new AxeBuilder({ page, axeSource })
    .options({ resultTypes: ["violations"] })
    .include({ fromFrames: ["iframe.webview.ready", "#active-frame", "html"] })
    .analyze();
  if (results.passes.length > 0) return results;
  if (attempts <= 1) throw new Error("axe-core looked at nothing: it did not reach the panel's page.");
  return analyze(page, attempts - 1);
}
