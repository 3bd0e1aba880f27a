import { element, setShown } from "../dom";

/** One of the things to pick from. */
export interface PickerOption {
  readonly value: string;
  readonly label: string;
}

/** A labelled list to pick one thing from. It is written anew only when what it offers has changed. */
export class Picker {
  readonly root: HTMLElement;
  private readonly select: HTMLSelectElement;
  private shown = "";

  constructor(label: string, onPick: (value: string) => void) {
    this.select = element("select", { class: "picker" });
    this.select.addEventListener("change", () => onPick(this.select.value));
    this.root = element("label", { class: "labelled" }, [element("span", { text: label }), this.select]);
  }

  /** Shows what there is and which one holds; hidden where there is nothing to choose. */
  update(options: readonly PickerOption[], value: string, least = 1): void {
    setShown(this.root, options.length >= least);
    const text = JSON.stringify(options);
    if (text !== this.shown) {
      this.shown = text;
      this.select.replaceChildren(
        ...options.map((option) => element("option", { text: option.label, attributes: { value: option.value } })),
      );
    }
    if (this.select.value !== value) this.select.value = value;
  }
}
