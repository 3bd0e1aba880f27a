import { errorText } from "../../src/base/log";
import { alertRuleEntries } from "../../src/protocol/alertRuleEntries";
import type { AlertRule } from "../../src/protocol/alerts";
import type { JsonObject } from "../../src/protocol/fields";
import type { AlertPreview } from "../../src/protocol/rpc";
import { element, setShown, setText, uniqueId, textButton } from "../dom";
import { RuleRow } from "./ruleRow";

/** Where rules come from and go to. */
export interface RuleStore {
  /** The rules that hold now, and what is wrong with how they are set. */
  read(): Promise<{ readonly rules: readonly AlertRule[]; readonly problems: readonly string[] }>;
  save(entries: readonly JsonObject[]): Promise<unknown>;
  /** What rules would have told of in the newest sessions. */
  preview(entries: readonly JsonObject[]): Promise<AlertPreview>;
  /** What a threshold can be on in the session that is shown. */
  metrics(): readonly string[];
}

/** The alert rules as a form: what it saves is the setting. */
export class RulesDialog {
  readonly root: HTMLDialogElement;
  private rows: RuleRow[] = [];
  private isChanged = false;
  private readonly list = element("ul", { class: "rules" });
  private readonly metrics = element("datalist", { attributes: { id: uniqueId("rule-metrics") } });
  private readonly message = element("p", { class: "rules-message", attributes: { role: "status" } });
  private readonly form: HTMLFormElement;
  private readonly previewButton = textButton("Preview on Past Sessions", () => void this.preview());
  private readonly save = element("button", {
    class: "button button-primary",
    text: "Save",
    attributes: { type: "submit" },
  });

  constructor(private readonly store: RuleStore) {
    const id = uniqueId("rules");
    this.form = element("form", { class: "rules-form", attributes: { novalidate: "" } }, [
      element("header", { class: "rules-head" }, [
        element("h2", { class: "card-title", text: "Alert Rules", attributes: { id } }),
        element("p", {
          class: "card-note",
          text: "Rules look at a session while it runs. They are saved in the setting optimizerMonitor.alerts.rules.",
        }),
      ]),
      this.list,
      this.message,
      element("footer", { class: "rules-foot" }, [
        textButton("Add Threshold", () => this.addThreshold()),
        this.previewButton,
        element("span", { class: "spacer" }),
        textButton("Cancel", () => this.root.close()),
        this.save,
      ]),
    ]);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.onSave();
    });
    this.root = element("dialog", { class: "rules-dialog", attributes: { "aria-labelledby": id } }, [
      this.form,
      this.metrics,
    ]);
  }

  /** Opens the form on the rules that hold now. */
  async open(): Promise<void> {
    if (this.root.open) return;
    const { rules, problems } = await this.store.read();
    this.metrics.replaceChildren(
      ...this.store.metrics().map((metric) => element("option", { attributes: { value: metric } })),
    );
    this.rows = rules.map((rule) => this.row(rule));
    this.list.replaceChildren(...this.rows.map(({ root }) => root));
    this.isChanged = false;
    this.say(problems.join(" "));
    this.update();
    this.root.showModal();
  }

  private row(rule: AlertRule): RuleRow {
    return new RuleRow(rule, {
      metricList: this.metrics.id,
      onChange: () => {
        this.isChanged = true;
        this.say("");
        this.update();
      },
      onRemove: (row) => this.remove(row),
    });
  }

  private addThreshold(): void {
    const taken = new Set(this.rows.map(({ rule }) => rule.name));
    let number = 1;
    while (taken.has(`threshold ${number}`)) number++;
    const row = this.row({
      name: `threshold ${number}`,
      kind: "threshold",
      enabled: true,
      severity: "notice",
      forSeconds: 0,
      channels: [],
      metric: "",
      above: NaN,
      clear: NaN,
    });
    this.rows.push(row);
    this.list.append(row.root);
    this.isChanged = true;
    this.update();
    row.open();
  }

  private remove(row: RuleRow): void {
    const next = row.root.nextElementSibling ?? row.root.previousElementSibling;
    this.rows = this.rows.filter((one) => one !== row);
    row.root.remove();
    this.isChanged = true;
    this.update();
    next?.querySelector("summary")?.focus();
  }

  /** Goes to the first field that cannot be saved as it is. */
  private isValid(): boolean {
    const invalid = this.form.querySelector<HTMLInputElement>("input:invalid");
    if (invalid === null) return true;
    const details = invalid.closest("details");
    if (details !== null) details.open = true;
    invalid.focus();
    const name = invalid.closest("label")?.querySelector(".rule-label")?.textContent ?? "The threshold";
    this.say(`${name}: ${invalid.validationMessage || "this cannot be used."}`);
    return false;
  }

  private entries(): readonly JsonObject[] {
    return alertRuleEntries(this.rows.map(({ rule }) => rule));
  }

  private async preview(): Promise<void> {
    if (!this.isValid()) return;
    this.previewButton.disabled = true;
    this.say("Looking at past sessions…");
    try {
      const preview = await this.store.preview(this.entries());
      for (const row of this.rows) row.showPreview(preview);
      this.say(preview.sessions === 0 ? "There are no past sessions to look at yet." : "");
    } catch (error) {
      this.say(errorText(error));
    }
    this.previewButton.disabled = false;
  }

  private async onSave(): Promise<void> {
    if (!this.isValid()) return;
    try {
      await this.store.save(this.entries());
      this.root.close();
    } catch (error) {
      this.say(errorText(error));
    }
  }

  private say(text: string): void {
    setText(this.message, text);
    setShown(this.message, text !== "");
  }

  private update(): void {
    this.save.disabled = !this.isChanged;
  }
}
