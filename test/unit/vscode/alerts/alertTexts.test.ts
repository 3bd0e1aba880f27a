import { describe, expect, it } from "vitest";
import { alertText, spokenAlert } from "../../../../src/vscode/statusBarText";
import { tooltipMarkdown } from "../../../../src/vscode/statusBarTooltip";
import type { Alert } from "../../../../src/protocol/alerts";

const alert: Alert = {
  id: "nan-objective#1",
  rule: "nan-objective",
  kind: "nan-objective",
  severity: "problem",
  message: "The objective of G_A is NaN.",
  time: 5,
};

describe("an alert in the status bar", () => {
  it("changes the sign, is spoken, and stands in the tooltip as text", () => {
    expect(alertText("$(pulse) GA · 1.0 GB")).toBe("$(warning) GA · 1.0 GB");
    expect(spokenAlert(alert)).toBe("Problem: The objective of G_A is NaN.");
    const readout = { sessionId: "s", label: "tour", elapsedSeconds: 3, components: [], alerts: [alert] };
    expect(tooltipMarkdown(readout, [])).toContain("$(warning) The objective of G\\_A is NaN\\.");
    const info = { ...readout, alerts: [{ ...alert, severity: "info" as const }] };
    expect(tooltipMarkdown(info, [])).not.toContain("$(warning)");
  });
});
