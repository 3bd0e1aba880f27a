import type { Finding, FindingTarget, Severity } from "../../src/protocol/findings";
import { element, setAttribute, setShown, setText, uniqueId } from "../dom";
import type { PageServices } from "../pageServices";

/** What the marks say to those who do not see them. */
const SPOKEN: Readonly<Record<Severity, string>> = { good: "Good: ", notice: "Notice: ", problem: "Problem: " };

interface Item {
  readonly root: HTMLElement;
  readonly button: HTMLElement;
  readonly spoken: HTMLElement;
  readonly title: HTMLElement;
  readonly evidence: HTMLElement;
}

/** Where the sentences lead, and which run stands out while one looks at a sentence about it. */
interface FindingActions {
  readonly onPoint: (target: FindingTarget) => void;
  readonly onHighlight: (runId: string | undefined) => void;
}

/** What the figures mean, in sentences with their evidence; each leads to its chart. */
export class FindingsCard {
  readonly root: HTMLElement;
  private readonly list = element("ul", { class: "findings" });
  private readonly empty = element("p", { class: "card-empty", text: "Nothing stands out yet." });
  private readonly items = new Map<string, Item>();

  constructor(
    private readonly page: PageServices,
    private readonly actions: FindingActions,
  ) {
    const id = uniqueId("findings");
    const title = element("h2", { class: "card-title", text: "What it means", attributes: { id } });
    this.root = element("section", { class: "card findings-card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [title]),
      this.empty,
      this.list,
    ]);
  }

  /** Sentences keep their elements while they are about the same, so that the focus stays and nothing flickers. */
  update(): void {
    const { detail } = this.page.model;
    const findings = detail?.findings ?? [];
    const isWaiting = detail?.session.status === "running" && detail.runs.length > 0;
    setShown(this.root, findings.length > 0 || isWaiting);
    setShown(this.empty, findings.length === 0);
    setShown(this.list, findings.length > 0);
    const keys = new Set(findings.map(keyOf));
    for (const [key, item] of this.items) {
      if (keys.has(key)) continue;
      item.root.remove();
      this.items.delete(key);
    }
    findings.forEach((finding, index) => this.place(finding, index));
  }

  private place(finding: Finding, index: number): void {
    const key = keyOf(finding);
    const item = this.items.get(key) ?? this.add(key, finding.target);
    const { severity, title, evidence } = finding;
    setAttribute(item.button, "data-severity", severity);
    setText(item.spoken, SPOKEN[severity]);
    setText(item.title, title);
    setText(item.evidence, evidence);
    const there = this.list.children[index];
    if (there !== item.root) this.list.insertBefore(item.root, there ?? null);
  }

  private add(key: string, target: FindingTarget): Item {
    const spoken = element("span", { class: "hidden-text" });
    const title = element("span", { class: "finding-title" });
    const evidence = element("span", { class: "finding-evidence" });
    const highlight = (runId: string | undefined) => (): void => this.actions.onHighlight(runId);
    const runId = target.kind === "convergence" ? target.runId : undefined;
    const button = element(
      "button",
      {
        class: "finding",
        attributes: { type: "button" },
        on: {
          click: () => this.actions.onPoint(target),
          pointerenter: highlight(runId),
          pointerleave: highlight(undefined),
          focus: highlight(runId),
          blur: highlight(undefined),
        },
      },
      [
        element("span", { class: "finding-mark", attributes: { "aria-hidden": "true" } }),
        element("span", {}, [spoken, title]),
        evidence,
      ],
    );
    const root = element("li", {}, [button]);
    const item: Item = { root, button, spoken, title, evidence };
    this.items.set(key, item);
    return item;
  }
}

function keyOf({ kind, target }: Finding): string {
  return `${kind} ${JSON.stringify(target)}`;
}
