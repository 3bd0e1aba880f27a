/** What a family of metrics is. */
export type FamilyType = "counter" | "gauge" | "histogram" | "info";

/** The bounds and counts of a histogram as programs report them: not cumulative. */
export interface HistogramValue {
  readonly count: number;
  readonly sum: number;
  readonly le: readonly number[];
  readonly counts: readonly number[];
}

export type Labels = Readonly<Record<string, string>>;

/** The Prometheus text format, or OpenMetrics, which newer scrapers ask for. */
export type TextFormat = "prometheus" | "openmetrics";

export const CONTENT_TYPES: Readonly<Record<TextFormat, string>> = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/** Longer label values are cut. */
const MAX_LABEL_LENGTH = 200;

interface Sample {
  readonly suffix: string;
  readonly labels: Labels;
  readonly value: number;
}

/** One metric with all its samples. `name` is without the `_total` or `_info` that its type adds. */
export class Family {
  private readonly samples: Sample[] = [];
  private readonly distributions: { readonly labels: Labels; readonly value: HistogramValue }[] = [];

  constructor(
    readonly name: string,
    readonly type: FamilyType,
    readonly help: string,
    readonly unit?: "seconds" | "bytes" | "ratio" | "watts",
  ) {}

  /** The series of anything but a histogram. */
  get values(): readonly { readonly labels: Labels; readonly value: number }[] {
    return this.type === "histogram" ? [] : this.samples;
  }

  /** The series of a histogram. */
  get histograms(): readonly { readonly labels: Labels; readonly value: HistogramValue }[] {
    return this.distributions;
  }

  /** Adds a sample; absent values stay absent. */
  add(labels: Labels, value: number | undefined): void {
    if (value !== undefined) this.samples.push({ suffix: SUFFIXES[this.type], labels, value });
  }

  addHistogram(labels: Labels, value: HistogramValue): void {
    const { count, sum, le, counts } = value;
    this.distributions.push({ labels, value });
    let below = 0;
    le.forEach((bound, index) => {
      below += counts[index] ?? 0;
      this.samples.push({ suffix: "_bucket", labels: { ...labels, le: floatText(bound) }, value: below });
    });
    this.samples.push({ suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: Math.max(count, below) });
    this.samples.push({ suffix: "_count", labels, value: Math.max(count, below) });
    this.samples.push({ suffix: "_sum", labels, value: sum });
  }

  /** The lines of this family; none where it has no samples. */
  render(format: TextFormat): string {
    if (this.samples.length === 0) return "";
    const isOpen = format === "openmetrics";
    const named = isOpen || this.type === "histogram" ? this.name : this.name + SUFFIXES[this.type];
    const type = this.type === "info" && !isOpen ? "gauge" : this.type;
    const unit = isOpen && this.unit !== undefined ? `# UNIT ${named} ${this.unit}\n` : "";
    const lines = this.samples.map(
      ({ suffix, labels, value }) => `${this.name}${suffix}${labelText(labels)} ${valueText(value)}\n`,
    );
    return `# HELP ${named} ${escapeHelp(this.help)}\n# TYPE ${named} ${type}\n${unit}${lines.join("")}`;
  }
}

/** All families as one document. */
export function renderFamilies(families: readonly Family[], format: TextFormat): string {
  const text = families.map((family) => family.render(format)).join("");
  return format === "openmetrics" ? `${text}# EOF\n` : text;
}

const SUFFIXES: Readonly<Record<FamilyType, string>> = { counter: "_total", gauge: "", histogram: "", info: "_info" };

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

function escapeLabel(value: string): string {
  const short = value.length > MAX_LABEL_LENGTH ? `${value.slice(0, MAX_LABEL_LENGTH - 1)}…` : value;
  // Half a character would not be UTF-8.
  return short
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(/\\/g, "\\\\")
    .replace(/"/g, '\\"')
    .replace(/\n/g, "\\n");
}

function escapeHelp(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n");
}

function valueText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

/** A bound as Go writes it, always with a point or an exponent: bounds are compared as texts. */
function floatText(value: number): string {
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4 || exponent >= 21) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
