import { formatBytes, formatCount, formatDuration, formatPercent, formatValue } from "../../src/base/format";
import { fromWireNumber } from "../../src/protocol/number";
import type { SessionSummary } from "../../src/protocol/session";
import type { SessionFigure, SessionFilter } from "../../src/protocol/sessionFilter";
import { element } from "../dom";

/** What the table tells whoever holds it. */
export interface SessionTableOptions {
  readonly onOpen: (sessionId: string) => void;
  readonly onSort: (by: SessionFigure) => void;
  readonly onSelect: () => void;
  readonly onPin: (session: SessionSummary) => void;
}

interface Column {
  readonly title: string;
  readonly figure?: SessionFigure;
  readonly isNumber?: boolean;
  readonly text: (session: SessionSummary) => string;
}

const COLUMNS: readonly Column[] = [
  { title: "Began", figure: "start", text: ({ startTime }) => timeText(startTime) },
  { title: "Algorithm", text: ({ algorithms }) => algorithms.join(", ") },
  { title: "Problem", text: ({ problem }) => problem ?? "" },
  { title: "Best", figure: "best", isNumber: true, text: ({ best }) => bestText(best) },
  {
    title: "Evaluations",
    figure: "evaluations",
    isNumber: true,
    text: ({ evaluations }) => (evaluations === undefined ? "" : formatCount(evaluations)),
  },
  { title: "Duration", figure: "duration", isNumber: true, text: durationText },
  {
    title: "CPU",
    figure: "cpu",
    isNumber: true,
    text: ({ meanCpuPercent }) => (meanCpuPercent === undefined ? "" : formatPercent(meanCpuPercent)),
  },
  {
    title: "Memory",
    figure: "memory",
    isNumber: true,
    text: ({ peakRssBytes }) => (peakRssBytes === undefined ? "" : formatBytes(peakRssBytes)),
  },
  {
    title: "Commit",
    text: ({ git }) => (git === undefined ? "" : `${git.commit.slice(0, 8)}${git.isDirty ? "+" : ""}`),
  },
];

/** Sessions as rows to sort, to open, to pin and to choose from. */
export class SessionTable {
  readonly root: HTMLElement;
  private readonly head = element("tr");
  private readonly body = element("tbody");
  private readonly all = element("input", {
    attributes: { type: "checkbox", "aria-label": "Choose all sessions shown", "data-key": "choose" },
  });
  private readonly chosen = new Set<string>();
  /** The rows that are drawn, with what they show: of thousands, few change while a session runs. */
  private rows = new Map<string, { readonly text: string; readonly row: HTMLElement }>();
  private sessions: readonly SessionSummary[] = [];

  constructor(private readonly options: SessionTableOptions) {
    this.all.addEventListener("change", () => this.chooseAll(this.all.checked));
    const table = element("table", { class: "plain-table session-table" }, [
      element("caption", { class: "hidden-text", text: "Sessions" }),
      element("thead", {}, [this.head]),
      this.body,
    ]);
    this.root = element(
      "div",
      { class: "plain-scroll", attributes: { tabindex: "0", role: "region", "aria-label": "Sessions" } },
      [table],
    );
  }

  /** The chosen sessions, in the order of the rows. */
  get selection(): readonly string[] {
    return this.sessions.map(({ id }) => id).filter((id) => this.chosen.has(id));
  }

  show(sessions: readonly SessionSummary[], sort: SessionFilter["sort"]): void {
    this.sessions = sessions;
    const ids = new Set(sessions.map(({ id }) => id));
    for (const id of this.chosen) if (!ids.has(id)) this.chosen.delete(id);
    const focused = this.focusedKey();
    this.head.replaceChildren(
      element("th", { class: "choose", attributes: { scope: "col" } }, [this.all]),
      element("th", { text: "Session", attributes: { scope: "col" } }),
      ...COLUMNS.map((column) => this.headOf(column, sort)),
    );
    this.rows = new Map(sessions.map((session) => [session.id, this.keptRow(session)]));
    placeRows(
      this.body,
      [...this.rows.values()].map(({ row }) => row),
    );
    if (focused !== undefined) this.root.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    this.updateAll();
  }

  private focusedKey(): string | undefined {
    const { activeElement } = document;
    return activeElement instanceof HTMLElement && this.root.contains(activeElement)
      ? activeElement.dataset["key"]
      : undefined;
  }

  private headOf({ title, figure, isNumber }: Column, sort: SessionFilter["sort"]): HTMLElement {
    const name = isNumber === true ? "number" : "";
    if (figure === undefined) return element("th", { text: title, class: name, attributes: { scope: "col" } });
    const isSorted = sort === undefined ? figure === "start" : sort.by === figure;
    const isDescending = sort?.descending ?? true;
    const sign = !isSorted ? "" : isDescending ? " ↓" : " ↑";
    const button = element("button", {
      class: "sort-button",
      text: `${title}${sign}`,
      attributes: { type: "button", "data-key": `sort ${figure}` },
      on: { click: () => this.options.onSort(figure) },
    });
    const order = isSorted ? (isDescending ? "descending" : "ascending") : "none";
    return element("th", { class: name, attributes: { scope: "col", "aria-sort": order } }, [button]);
  }

  private keptRow(session: SessionSummary): { readonly text: string; readonly row: HTMLElement } {
    const text = JSON.stringify(session);
    const known = this.rows.get(session.id);
    return known?.text === text ? known : { text, row: this.rowOf(session) };
  }

  private rowOf(session: SessionSummary): HTMLElement {
    const { id, label, status } = session;
    const box = element("input", {
      attributes: { type: "checkbox", "aria-label": `Choose ${label}`, "data-key": `choose ${id}` },
    });
    box.checked = this.chosen.has(id);
    box.addEventListener("change", () => this.choose(id, box.checked));
    const cells = COLUMNS.map(({ isNumber, text }) => {
      const shown = text(session);
      return element("td", { class: isNumber === true ? "number" : "", text: shown, title: shown });
    });
    const state = element("span", { class: "dot-state", attributes: { "data-status": status, "aria-hidden": "true" } });
    const name = element("span", { class: "session-cell" }, [
      state,
      element("button", {
        class: "link-button",
        text: label,
        title: `${label} (${status})${session.reason === undefined ? "" : `: ${session.reason}`}`,
        attributes: { type: "button", "data-key": `open ${id}` },
        on: { click: () => this.options.onOpen(id) },
      }),
      this.pinOf(session),
      ...marksOf(session),
    ]);
    return element("tr", {}, [
      element("td", { class: "choose" }, [box]),
      element("th", { attributes: { scope: "row" } }, [name]),
      ...cells,
    ]);
  }

  private pinOf(session: SessionSummary): HTMLElement {
    const isPinned = session.isPinned === true;
    const words = isPinned ? "Unpin" : "Pin: keep it when the history is cleaned up";
    return element("button", {
      class: "pin-button",
      text: isPinned ? "★" : "☆",
      title: words,
      attributes: {
        type: "button",
        "aria-pressed": String(isPinned),
        "aria-label": `Pin ${session.label}`,
        "data-key": `pin ${session.id}`,
      },
      on: { click: () => this.options.onPin(session) },
    });
  }

  private choose(id: string, isChosen: boolean): void {
    if (isChosen) this.chosen.add(id);
    else this.chosen.delete(id);
    this.updateAll();
  }

  private chooseAll(isChosen: boolean): void {
    for (const { id } of this.sessions) {
      if (isChosen) this.chosen.add(id);
      else this.chosen.delete(id);
    }
    for (const box of this.body.querySelectorAll<HTMLInputElement>(".choose input")) box.checked = isChosen;
    this.updateAll();
  }

  private updateAll(): void {
    const count = this.selection.length;
    this.all.checked = count > 0 && count === this.sessions.length;
    this.all.indeterminate = count > 0 && count < this.sessions.length;
    this.options.onSelect();
  }
}

/** Makes rows the content of a table's body; those that are in their place already are not touched. */
function placeRows(body: HTMLElement, rows: readonly HTMLElement[]): void {
  let next = body.firstElementChild;
  for (const row of rows) {
    if (row === next) next = next.nextElementSibling;
    else body.insertBefore(row, next);
  }
  while (next !== null) {
    const gone = next;
    next = next.nextElementSibling;
    gone.remove();
  }
}

/** Tags, note, baseline and what the session is against it. */
function marksOf({ tags, note, isBaseline, regressions }: SessionSummary): readonly HTMLElement[] {
  const worst = regressions?.find(({ kind }) => kind === "worse");
  const mark = (text: string, kind: string, title = text): HTMLElement =>
    element("span", { class: "mark", text, title, attributes: { "data-kind": kind } });
  return [
    ...(isBaseline === true ? [mark("baseline", "baseline")] : []),
    ...(worst === undefined ? [] : [mark("▲ worse", "worse", worst.sentence)]),
    ...tags.slice(0, 4).map((tag) => mark(tag, "tag")),
    ...(note === undefined ? [] : [mark(`“${note.slice(0, 40)}${note.length > 40 ? "…" : ""}”`, "note", note)]),
  ];
}

function bestText(best: SessionSummary["best"]): string {
  const value = fromWireNumber(best) ?? NaN;
  return Number.isNaN(value) ? "" : formatValue(value);
}

function durationText({ startTime, endTime }: SessionSummary): string {
  return endTime === undefined ? "running" : formatDuration(endTime - startTime);
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString([], {
    ...{ year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" },
  });
}
