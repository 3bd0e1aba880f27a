import { element, setShown, uniqueId } from "../dom";

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
    const id = uniqueId("picker");
    this.select = element("select", { class: "picker", attributes: { id } });
    this.select.addEventListener("change", () => onPick(this.select.value));
    // Beside the list, so that its options are no part of its name.
    const name = element("label", { text: label, attributes: { for: id } });
    this.root = element("div", { class: "labelled" }, [name, this.select]);
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
