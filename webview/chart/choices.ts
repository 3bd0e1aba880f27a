import { element, setAttribute, uniqueId } from "../dom";

/** One of the choices; a disabled one says why. */
export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly disabledReason?: string;
}

/** A row of choices of which one holds: native radio buttons that look like one control. */
export class Choices<T extends string> {
  readonly root: HTMLElement;
  private readonly inputs = new Map<T, { input: HTMLInputElement; label: HTMLElement; reason: HTMLElement }>();

  constructor(
    legend: string,
    choices: readonly Choice<T>[],
    private readonly onChoose: (value: T) => void,
  ) {
    const name = uniqueId("choice");
    this.root = element("fieldset", { class: "choices" }, [element("legend", { class: "hidden-text", text: legend })]);
    for (const choice of choices) this.addOption(choice, name);
  }

  /** Shows which one holds, and which cannot be chosen now. */
  update(value: T, choices: readonly Choice<T>[]): void {
    for (const choice of choices) {
      const parts = this.inputs.get(choice.value);
      if (parts === undefined) continue;
      const { input, label, reason } = parts;
      const isDisabled = choice.disabledReason !== undefined;
      if (input.disabled !== isDisabled) input.disabled = isDisabled;
      if (input.checked !== (choice.value === value)) input.checked = choice.value === value;
      setAttribute(label, "title", choice.disabledReason);
      if (reason.textContent !== (choice.disabledReason ?? "")) reason.textContent = choice.disabledReason ?? "";
    }
  }

  private addOption(choice: Choice<T>, name: string): void {
    const reason = element("span", { class: "hidden-text", attributes: { id: uniqueId("reason") } });
    const input = element("input", {
      attributes: { type: "radio", name, value: choice.value, "aria-describedby": reason.id },
      on: { change: () => this.onChoose(choice.value) },
    });
    const label = element("label", { class: "choice" }, [input, element("span", { text: choice.label })]);
    this.inputs.set(choice.value, { input, label, reason });
    // Beside the label, so that the reason is a description and no part of the name.
    this.root.append(label, reason);
  }
}
