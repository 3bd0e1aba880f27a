import type { FromPanelMessage } from "../src/protocol/panel";
import { element, setShown, setText } from "./dom";
import type { PageServices } from "./pageServices";

type PanelCommand = Extract<FromPanelMessage, { type: "command" }>["command"];

/** What the page says while there is no session: how to start one. */
export class EmptyPage {
  readonly root: HTMLElement;
  private readonly heading = element("h1", { class: "empty-title" });
  private readonly text = element("p", { class: "empty-text" });
  private readonly ways: HTMLElement;

  constructor(private readonly page: PageServices) {
    this.ways = element("ol", { class: "ways" }, [
      this.way(
        "Run your optimizer as always",
        "Start its task or debug configuration. Known libraries (DEAP, SciPy, Optuna, …), solvers and programs that report appear here within a second.",
      ),
      this.way(
        "Let it report",
        "Put the snippet for Python, TypeScript or JavaScript into the file that you edit.",
        "insertInstrumentation",
        "Insert Instrumentation",
      ),
      this.way(
        "Or look at the demo first",
        "Four algorithms compete for a portfolio; they need a minute and nothing installed.",
        "runDemo",
        "Run Demo",
      ),
    ]);
    const links = element("p", { class: "empty-links" }, [
      this.link("Earlier sessions", "showSessions"),
      " · ",
      this.link("Walkthrough", "openWalkthrough"),
    ]);
    this.root = element("section", { class: "empty-page" }, [this.heading, this.text, this.ways, links]);
  }

  update(): void {
    const { model } = this.page;
    const isEmpty = model.detail === undefined && model.selected === undefined;
    setShown(this.root, isEmpty);
    if (!isEmpty) return;
    const isReady = model.isKnown && model.engine !== "starting";
    setText(this.heading, isReady ? "No session yet" : "Starting …");
    setText(
      this.text,
      isReady
        ? "A session begins by itself when an optimizer runs in this workspace."
        : "The engine that records sessions is starting.",
    );
    setShown(this.ways, isReady);
  }

  private way(title: string, text: string, command?: PanelCommand, label = ""): HTMLElement {
    const button =
      command === undefined
        ? []
        : [
            element("button", {
              class: "button button-primary",
              text: label,
              attributes: { type: "button" },
              on: { click: () => this.run(command) },
            }),
          ];
    return element("li", { class: "way" }, [
      element("h2", { class: "way-title", text: title }),
      element("p", { class: "way-text", text }),
      ...button,
    ]);
  }

  private link(label: string, command: PanelCommand): HTMLElement {
    return element("button", {
      class: "link-button",
      text: label,
      attributes: { type: "button" },
      on: { click: () => this.run(command) },
    });
  }

  private run(command: PanelCommand): void {
    this.page.host.post({ type: "command", command });
  }
}
