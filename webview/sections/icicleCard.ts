import { nameInSentence, oneLine } from "../../src/base/visibleText";
import { formatCount, formatDuration, formatPercent } from "../../src/base/format";
import { formatShare } from "../../src/charts/barChart";
import { componentRows } from "../../src/charts/componentTree";
import { icicle, icicleSpec, type IciclePiece } from "../../src/charts/icicle";
import { specView } from "../chart/chartView";
import { MenuButton } from "../chart/menu";
import { savingItems, type SavedChart } from "../chart/saving";
import { element, setAttribute, setShown, setText, uniqueId } from "../dom";
import type { PageServices } from "../pageServices";

const ROW_HEIGHT = 26;
/** Thinner pieces could neither be seen nor hit. */
const LEAST_WIDTH = 0.0015;
/** A path is worth its room up to this many characters. */
const LONGEST_PATH = 200;

/**
 * The components nested by parent, as wide as the time they take. One piece takes the focus; left and right lead to its
 * neighbours, up to what holds it, down into it; Enter opens its source.
 */
export class IcicleCard {
  readonly root: HTMLElement;
  private readonly picture: HTMLElement;
  private readonly facts = element("p", { class: "icicle-facts", attributes: { "aria-live": "polite" } });
  private readonly buttons: HTMLButtonElement[] = [];
  private pieces: readonly IciclePiece[] = [];
  private current = 0;

  constructor(private readonly page: PageServices) {
    const id = uniqueId("icicle");
    const title = element("h2", { class: "card-title", text: "Nested", attributes: { id } });
    this.picture = element("div", { class: "icicle", attributes: { role: "group", "aria-labelledby": id } });
    this.picture.addEventListener("keydown", (event) => this.onKey(event));
    const menu = new MenuButton("Save Nested Components", "more", () => savingItems(page, () => this.saved()));
    this.root = element("section", { class: "card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [
        title,
        element("span", { class: "card-note", text: "width: share of the session's time" }),
        element("div", { class: "card-tools" }, [menu.root]),
      ]),
      this.picture,
      this.facts,
    ]);
  }

  update(elapsedSeconds: number): void {
    const components = this.page.model.detail?.components ?? [];
    const all = icicle(componentRows(components, elapsedSeconds), elapsedSeconds);
    const isSeen = all.map(({ width }) => width >= LEAST_WIDTH);
    this.pieces = all.every((_, index) => isSeen[index]) ? all : withoutThin(all, isSeen);
    setShown(this.root, this.pieces.length > 0);
    const deepest = Math.max(0, ...this.pieces.map(({ row }) => row.depth));
    this.picture.style.setProperty("height", `${(deepest + 1) * ROW_HEIGHT}px`);
    this.current = Math.min(this.current, Math.max(0, this.pieces.length - 1));
    this.pieces.forEach((piece, index) => this.place(this.buttons[index] ?? this.add(index), piece, index));
    for (const button of this.buttons.splice(this.pieces.length)) button.remove();
    this.say(this.current);
  }

  private saved(): SavedChart {
    const spec = icicleSpec(this.pieces, this.page.theme.current, 900);
    return { title: "Nested components", view: () => specView(spec), spec: () => spec };
  }

  private place(button: HTMLButtonElement, piece: IciclePiece, index: number): void {
    const { row, left, width } = piece;
    button.style.setProperty("left", `${left * 100}%`);
    button.style.setProperty("width", `${width * 100}%`);
    button.style.setProperty("top", `${row.depth * ROW_HEIGHT}px`);
    setAttribute(button, "data-shade", String(index % 3));
    setAttribute(button, "tabindex", index === this.current ? "0" : "-1");
    setAttribute(button, "aria-label", factsOf(piece));
    setAttribute(button, "title", factsOf(piece));
    setAttribute(button, "data-source", row.component.source === undefined ? undefined : "true");
    setText(button, row.component.name);
  }

  private add(index: number): HTMLButtonElement {
    const button = element("button", {
      class: "icicle-piece",
      attributes: { type: "button" },
      on: {
        click: () => this.open(index),
        focus: () => this.choose(index),
        pointerenter: () => this.say(index),
        pointerleave: () => this.say(this.current),
      },
    });
    this.buttons.push(button);
    this.picture.append(button);
    return button;
  }

  private open(index: number): void {
    const source = this.pieces[index]?.row.component.source;
    if (source !== undefined) this.page.host.post({ type: "openSource", ...source });
  }

  private choose(index: number): void {
    this.buttons[this.current]?.setAttribute("tabindex", "-1");
    this.buttons[index]?.setAttribute("tabindex", "0");
    this.current = index;
    this.say(index);
  }

  private say(index: number): void {
    const piece = this.pieces[index];
    setText(this.facts, piece === undefined ? "" : factsOf(piece));
  }

  private onKey(event: KeyboardEvent): void {
    const to = this.targetOf(event.key);
    if (to === undefined) return;
    event.preventDefault();
    this.buttons[to]?.focus();
  }

  private targetOf(key: string): number | undefined {
    const piece = this.pieces[this.current];
    if (piece === undefined) return undefined;
    if (key === "ArrowUp") return piece.parent;
    const find = (holds: (other: IciclePiece) => boolean): number | undefined => {
      const found = this.pieces.findIndex(holds);
      return found < 0 ? undefined : found;
    };
    if (key === "ArrowDown") return find(({ parent }) => parent === this.current);
    const level = this.pieces.flatMap(({ row }, index) => (row.depth === piece.row.depth ? [index] : []));
    const at = level.indexOf(this.current);
    if (key === "ArrowRight") return level[at + 1];
    if (key === "ArrowLeft") return level[at - 1];
    return undefined;
  }
}

/** Leaves out what is too thin to be seen; a part is never wider than its whole, so no whole goes before its parts. */
function withoutThin(pieces: readonly IciclePiece[], isSeen: readonly boolean[]): IciclePiece[] {
  const places = new Map<number, number>();
  pieces.forEach((_, index) => {
    if (isSeen[index] === true) places.set(index, places.size);
  });
  return pieces.flatMap(({ parent, ...piece }, index) => {
    if (isSeen[index] !== true) return [];
    const place = parent === undefined ? undefined : places.get(parent);
    return [place === undefined ? piece : { ...piece, parent: place }];
  });
}

function factsOf({ row, parentPercent }: IciclePiece): string {
  const { component, sharePercent, meanSeconds } = row;
  const facts = [
    `${nameInSentence(component.name)}: ${formatDuration(component.totalSeconds)}`,
    `${formatShare(sharePercent)} of the session`,
    ...(parentPercent === undefined
      ? []
      : [`${formatPercent(parentPercent)} of ${nameInSentence(component.parent ?? "what holds it")}`]),
    `${formatCount(component.count)} ${component.count === 1 ? "call" : "calls"}, ${formatDuration(meanSeconds)} each`,
    ...(component.source === undefined
      ? []
      : [`${oneLine(component.source.file, LONGEST_PATH)}:${component.source.line}`]),
  ];
  return facts.join(" · ");
}
