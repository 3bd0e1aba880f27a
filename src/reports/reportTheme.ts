import type { ChartTheme } from "../charts/palette";

/** The colours of a report's charts: those of the editor's light theme, as reports are printed and sent. */
export const REPORT_THEME: ChartTheme = {
  foreground: "#1f2328",
  muted: "#57606a",
  grid: "#e8eaed",
  axis: "#c3c8ce",
  background: "#ffffff",
  // No quotes: the names stand in attributes and in the style sheet.
  font: "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif",
  fontSize: 11,
  highContrast: false,
  series: ["#0b6bcb", "#c4670a", "#2c7a2e", "#7a3fb0", "#cf222e", "#947000"],
};
