import { element, setText } from "./dom";

/** One figure of the header: its name, its value in figures of one width, and a remark. */
export class Stat {
  readonly root: HTMLElement;
  private readonly name: HTMLElement;
  private readonly value = element("dd", { class: "stat-value" });
  private readonly remark = element("dd", { class: "stat-remark" });

  /** The width is reserved, so that nothing moves when a figure gets longer. */
  constructor(name: string, width: string) {
    this.name = element("dt", { class: "stat-name", text: name });
    this.root = element("div", { class: "stat" }, [this.name, this.value, this.remark]);
    this.root.style.setProperty("min-width", width);
  }

  show(value: string, remark: string, name?: string): void {
    if (name !== undefined) setText(this.name, name);
    setText(this.value, value);
    setText(this.remark, remark);
  }
}
