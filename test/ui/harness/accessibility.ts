import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** One rule that is broken, with the places, as a line that says enough to mend it. */
export interface Violation {
  readonly rule: string;
  readonly impact: string;
  readonly where: readonly string[];
}

/** The serious and critical violations of accessibility rules inside the panel's page. */
export async function findSeriousViolations(page: Page): Promise<Violation[]> {
  const results = await new AxeBuilder({ page })
    .include({ fromFrames: ["iframe.webview.ready", "#active-frame", "html"] })
    .analyze();
  if (results.passes.length === 0) throw new Error("axe-core looked at nothing: it did not reach the panel's page.");
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, nodes }) => ({
      rule: id,
      impact: impact ?? "",
      where: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ""}`),
    }));
}
