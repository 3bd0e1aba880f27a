import { Emitter } from "../src/base/event";
import type { ChartTheme } from "../src/charts/palette";

const SERIES_VARIABLES = [
  "--vscode-charts-blue",
  "--vscode-charts-orange",
  "--vscode-charts-green",
  "--vscode-charts-purple",
  "--vscode-charts-red",
  "--vscode-charts-yellow",
];

/** The editor's theme as charts need it; read again when the editor changes it. */
export class Theme {
  current: ChartTheme = readTheme();
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;

  constructor() {
    // The editor puts its variables on the root element and the kind of theme on the body.
    const observer = new MutationObserver(() => this.update());
    observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  }

  private update(): void {
    const next = readTheme();
    if (JSON.stringify(next) === JSON.stringify(this.current)) return;
    this.current = next;
    this.changed.fire();
  }
}

function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const highContrast = document.body.classList.contains("vscode-high-contrast");
  const foreground = read("--vscode-foreground") || "#888888";
  const series = SERIES_VARIABLES.map(read)
    .filter((color) => color !== "")
    .map((color) => lineColor(color, foreground));
  return {
    foreground,
    muted: highContrast ? foreground : opaque(read("--vscode-descriptionForeground") || foreground),
    grid: withAlpha(foreground, highContrast ? 0.35 : 0.1),
    axis: withAlpha(foreground, highContrast ? 1 : 0.25),
    background: read("--vscode-editor-background") || "#ffffff",
    font: read("--vscode-font-family") || "sans-serif",
    fontSize: 11,
    highContrast,
    // A theme may leave a colour out; the text's own colour is always readable.
    series: [...new Set([...series, foreground])],
  };
}

/** Some themes give a translucent orange, which is meant for a background: lines need it in full, toned to the text. */
function lineColor(color: string, foreground: string): string {
  const own = channels(color);
  if (!/^rgba\(/.test(normalOf(color))) return opaque(color);
  const text = channels(foreground);
  return `rgb(${own.map((value, index) => Math.round(value * 0.76 + (text[index] ?? 0) * 0.24)).join(", ")})`;
}

function opaque(color: string): string {
  const [red, green, blue] = channels(color);
  return `rgb(${red}, ${green}, ${blue})`;
}

function withAlpha(color: string, alpha: number): string {
  const [red, green, blue] = channels(color);
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

const probe = document.createElement("canvas").getContext("2d");

/** A colour as the browser writes it: `#rrggbb`, or `rgba(…)` where it is translucent. */
function normalOf(color: string): string {
  if (probe === null) return "#808080";
  probe.fillStyle = "#808080";
  probe.fillStyle = color;
  return probe.fillStyle;
}

function channels(color: string): readonly [number, number, number] {
  const normal = normalOf(color);
  if (normal.startsWith("#")) {
    const number = parseInt(normal.slice(1), 16);
    return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
  }
  const [red = 128, green = 128, blue = 128] = (normal.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}
