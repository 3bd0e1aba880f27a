import { HISTORY_QUERY_HELP, parseHistoryQuery } from "../../src/protocol/historyQuery";
import type { SessionFilter } from "../../src/protocol/sessionFilter";
import { element, setShown, setText, uniqueId } from "../dom";

const TYPING_MS = 250;

/** A field for queries of the history, with their help; what cannot be read is said below it, and the last query holds. */
export class QueryField {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly problem = element("p", { class: "query-problem", attributes: { role: "alert" } });
  private readonly suggestions = element("datalist", { attributes: { id: uniqueId("queries") } });
  private timer: number | undefined;

  constructor(private readonly onQuery: (query: string, filter: SessionFilter) => void) {
    this.problem.id = uniqueId("query-problem");
    this.input = element("input", {
      class: "text-input query-input",
      attributes: {
        type: "search",
        placeholder: "Search: ga tag:night status:failed best<0.1 after:7d sort:-duration",
        "aria-label": "Query of the history",
        "aria-describedby": this.problem.id,
        list: this.suggestions.id,
        spellcheck: "false",
        autocomplete: "off",
      },
      on: { input: () => this.onTyping(), change: () => this.read() },
    });
    setShown(this.problem, false);
    this.root = element("div", { class: "query-field" }, [
      element("div", { class: "query-line" }, [this.input, helpOf()]),
      this.problem,
      this.suggestions,
    ]);
  }

  get query(): string {
    return this.input.value.trim();
  }

  /** Takes a query that was typed elsewhere. */
  show(query: string): void {
    this.input.value = query;
    this.read();
  }

  /** What is offered while typing, each once. */
  suggest(queries: readonly string[]): void {
    const options = [...new Set(queries)].map((query) => element("option", { attributes: { value: query } }));
    this.suggestions.replaceChildren(...options);
  }

  private onTyping(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.read(), TYPING_MS);
  }

  private read(): void {
    window.clearTimeout(this.timer);
    const parsed = parseHistoryQuery(this.query, Date.now() / 1000);
    setShown(this.problem, !parsed.ok);
    setText(this.problem, parsed.ok ? "" : parsed.reason);
    this.input.setAttribute("aria-invalid", String(!parsed.ok));
    if (parsed.ok) this.onQuery(this.query, parsed.value);
  }
}

function helpOf(): HTMLElement {
  const rows = HISTORY_QUERY_HELP.flatMap(({ example, meaning }) => [
    element("dt", {}, [element("code", { text: example })]),
    element("dd", { text: meaning }),
  ]);
  return element("details", { class: "query-help" }, [
    element("summary", { text: "Help" }),
    element("dl", { class: "query-help-list" }, rows),
  ]);
}
