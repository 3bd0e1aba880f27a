import { defaultOf } from "../../src/protocol/alertRuleEntries";
import { ALERT_CHANNELS, ALERT_SEVERITIES, describeKind, type AlertRule } from "../../src/protocol/alerts";
import type { AlertPreview } from "../../src/protocol/rpc";
import { element, setAttribute, setShown, setText, uniqueId } from "../dom";
import { CHANNEL_WORDS, FIELD_WORDS, KIND_WORDS } from "./ruleWords";

type Draft = { -readonly [K in keyof AlertRule]: AlertRule[K] };

/** What a row tells the dialog. */
export interface RuleRowOptions {
  /** The id of the list with the metrics that there are. */
  readonly metricList: string;
  readonly onChange: () => void;
  readonly onRemove: (row: RuleRow) => void;
}

/** One rule: whether it is on, how severe it is and, folded away, the numbers that it is set with. */
export class RuleRow {
  readonly root: HTMLElement;
  private draft: Draft;
  private readonly id = uniqueId("rule");
  private readonly found = element("span", { class: "rule-found" });
  private readonly body = element("div", { class: "rule-body" });
  private readonly reset = element("button", { class: "link-button", attributes: { type: "button" } });

  constructor(
    rule: AlertRule,
    private readonly options: RuleRowOptions,
  ) {
    this.draft = { ...rule };
    this.root = element("li", { class: "rule" });
    this.reset.addEventListener("click", () => this.onReset());
    this.draw(false);
  }

  get rule(): AlertRule {
    return this.draft;
  }

  /** Unfolds the row and goes to its first field. */
  open(): void {
    this.draw(true);
    this.body.querySelector("input")?.focus();
  }

  /** Says how often the rule would have told of something. */
  showPreview(preview: AlertPreview | undefined): void {
    const one = preview?.rules.find(({ rule }) => rule === this.draft.name);
    setShown(this.found, preview !== undefined);
    if (preview === undefined) return;
    if (one === undefined) return setText(this.found, this.draft.enabled ? "" : "Off.");
    const times = `${one.alerts} ${one.alerts === 1 ? "alert" : "alerts"}`;
    setText(this.found, `${times} in ${one.sessions} of the last ${preview.sessions} sessions.`);
    setAttribute(this.found, "title", one.example);
  }

  private draw(isOpen: boolean): void {
    const { title, text } = KIND_WORDS[this.draft.kind];
    const isOwn = this.draft.name !== this.draft.kind;
    const enabled = this.checkbox(this.draft.enabled, (value) => this.set("enabled", value));
    enabled.setAttribute("aria-describedby", `${this.id}-text`);
    const name = element("label", { class: "rule-name" }, [enabled, isOwn ? this.draft.name : title]);
    const about = element("span", { class: "rule-text", text, attributes: { id: `${this.id}-text` } });
    const details = element("details", { class: "rule-details" }, [
      element("summary", {
        text: "Settings",
        attributes: { "aria-label": `Settings of ${isOwn ? this.draft.name : title}` },
      }),
      this.body,
    ]);
    details.open = isOpen;
    this.drawBody();
    setShown(this.found, false);
    this.root.replaceChildren(
      element("div", { class: "rule-head" }, [name, this.severity()]),
      element("p", { class: "rule-about" }, [about, " ", this.found]),
      details,
    );
    this.updateReset();
  }

  private drawBody(): void {
    const numbers = Object.keys(describeKind(this.draft.kind).fields).filter(
      (field) => field !== "above" && field !== "below",
    );
    const isEvent = describeKind(this.draft.kind).isEvent === true;
    this.body.replaceChildren(
      ...(this.draft.kind === "threshold" ? this.thresholdFields() : []),
      ...numbers.map((field) => this.number(field)),
      ...(isEvent ? [] : [this.number("forSeconds")]),
      this.channels(),
      this.reset,
    );
  }

  private thresholdFields(): readonly HTMLElement[] {
    const metric = element("input", {
      class: "text-input",
      attributes: {
        type: "text",
        list: this.options.metricList,
        required: "",
        autocomplete: "off",
        spellcheck: "false",
      },
    });
    metric.value = this.draft.metric ?? "";
    metric.addEventListener("input", () => this.set("metric", metric.value));
    const side = element("select", { class: "picker", attributes: { "aria-label": "Side of the threshold" } });
    for (const key of ["above", "below"]) side.append(element("option", { text: key, attributes: { value: key } }));
    side.value = this.draft.below === undefined ? "above" : "below";
    const limit = numberInput({ minimum: -Infinity, maximum: Infinity }, this.draft.above ?? this.draft.below);
    limit.required = true;
    limit.setAttribute("aria-label", "Threshold");
    const onLimit = (): void => {
      const { above: _above, below: _below, clear: _clear, ...rest } = this.draft;
      this.draft = { ...rest, [side.value]: limit.valueAsNumber, clear: limit.valueAsNumber };
      this.drawClear();
      this.changed();
    };
    side.addEventListener("change", onLimit);
    limit.addEventListener("input", onLimit);
    return [field("Metric", metric), element("div", { class: "rule-field" }, [side, limit])];
  }

  /** What ends an alert follows the threshold until it is set apart. */
  private drawClear(): void {
    const input = this.body.querySelector<HTMLInputElement>("input[data-field='clear']");
    if (input !== null) input.value = Number.isNaN(this.draft.clear) ? "" : String(this.draft.clear);
  }

  private number(name: string): HTMLElement {
    const { label, unit } = FIELD_WORDS[name] ?? { label: name, unit: "" };
    const range = describeKind(this.draft.kind).fields[name] ?? { minimum: 0, maximum: 1e9, default: 0 };
    const input = numberInput(range, this.draft[name as "forSeconds"]);
    input.dataset["field"] = name;
    // What has no default may be left open, but for the threshold's own.
    input.required = name === "clear" || name === "forSeconds" || range.default !== undefined;
    input.addEventListener("input", () => {
      const value = input.valueAsNumber;
      if (!input.required && Number.isNaN(value)) this.clear(name as "reference");
      else this.set(name as "forSeconds", value);
    });
    return field(label, input, unit);
  }

  private severity(): HTMLElement {
    const label = `Severity of ${this.draft.name}`;
    const select = element("select", { class: "picker", attributes: { "aria-label": label } });
    for (const one of ALERT_SEVERITIES) select.append(element("option", { text: one, attributes: { value: one } }));
    select.value = this.draft.severity;
    select.addEventListener("change", () => {
      const severity = ALERT_SEVERITIES.find((one) => one === select.value) ?? this.draft.severity;
      this.set("severity", severity);
    });
    return select;
  }

  private channels(): HTMLElement {
    const boxes = ALERT_CHANNELS.map((channel) =>
      element("label", { class: "toggle" }, [
        this.checkbox(this.draft.channels.includes(channel), (isOn) => {
          const others = this.draft.channels.filter((one) => one !== channel);
          this.set(
            "channels",
            ALERT_CHANNELS.filter((one) => others.includes(one) || (isOn && one === channel)),
          );
        }),
        CHANNEL_WORDS[channel],
      ]),
    );
    return element("fieldset", { class: "rule-channels" }, [element("legend", { text: "Also tell by" }), ...boxes]);
  }

  private checkbox(isOn: boolean, onChange: (isOn: boolean) => void): HTMLInputElement {
    const box = element("input", { attributes: { type: "checkbox" } });
    box.checked = isOn;
    box.addEventListener("change", () => onChange(box.checked));
    return box;
  }

  private set<K extends keyof AlertRule>(key: K, value: AlertRule[K]): void {
    this.draft = { ...this.draft, [key]: value };
    this.changed();
  }

  private clear(key: "reference"): void {
    const { [key]: _gone, ...rest } = this.draft;
    this.draft = rest;
    this.changed();
  }

  private changed(): void {
    this.showPreview(undefined);
    this.updateReset();
    this.options.onChange();
  }

  /** The user's own rules can go, built-in ones be as they come. */
  private updateReset(): void {
    const standard = defaultOf(this.draft);
    setText(this.reset, standard === undefined ? "Remove this rule" : "Back to the default");
    const isDefault =
      standard !== undefined &&
      Object.entries(standard).every(
        ([key, value]) => JSON.stringify(this.draft[key as keyof AlertRule]) === JSON.stringify(value),
      );
    setShown(this.reset, !isDefault);
  }

  private onReset(): void {
    const standard = defaultOf(this.draft);
    if (standard === undefined) return this.options.onRemove(this);
    this.draft = { ...standard };
    this.draw(true);
    this.options.onChange();
    this.root.querySelector("summary")?.focus();
  }
}

function field(label: string, input: HTMLElement, unit = ""): HTMLElement {
  return element("label", { class: "rule-field" }, [
    element("span", { class: "rule-label", text: label }),
    element("span", { class: "rule-value" }, [
      input,
      ...(unit === "" ? [] : [element("span", { class: "rule-unit", text: unit })]),
    ]),
  ]);
}

function numberInput(
  { minimum, maximum }: { minimum: number; maximum: number },
  value: number | undefined,
): HTMLInputElement {
  const input = element("input", { class: "text-input number-input", attributes: { type: "number", step: "any" } });
  if (minimum > -Number.MAX_VALUE) input.min = String(minimum);
  if (maximum < Number.MAX_VALUE) input.max = String(maximum);
  if (value !== undefined) input.value = String(value);
  return input;
}
