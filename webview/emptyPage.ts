import type { FromPanelMessage } from "../src/protocol/panel";
import { element, setShown, setText } from "./dom";
import type { PageServices } from "./pageServices";

/** A button that asks something of the editor. */
interface Button {
  readonly label: string;
  readonly message: FromPanelMessage;
}

/** What the page says while there is no session: how to start one, or what keeps one from starting. */
export class EmptyPage {
  readonly root: HTMLElement;
  private readonly heading = element("h1", { class: "empty-title" });
  private readonly text = element("p", { class: "empty-text" });
  private readonly ways: HTMLElement;
  private readonly restrictedWays: HTMLElement;

  constructor(private readonly page: PageServices) {
    this.ways = element("ol", { class: "ways" }, [
      this.way(
        "Run your optimizer as always",
        "Start its task or debug configuration. Known libraries (DEAP, SciPy, Optuna, …), solvers and programs that report appear here within a second.",
      ),
      this.way("Let it report", "Put the snippet for Python, TypeScript or JavaScript into the file that you edit.", {
        label: "Insert Instrumentation",
        message: { type: "command", command: "insertInstrumentation" },
      }),
      this.way(
        "Or look at the demo first",
        "Four algorithms compete for a portfolio; they need a minute and nothing installed.",
        { label: "Run Demo", message: { type: "command", command: "runDemo" } },
      ),
    ]);
    this.restrictedWays = element("ol", { class: "ways" }, [
      this.way(
        "Trust this workspace",
        "Its tasks and programs can run, and are recorded, from then on. Sessions that it holds can be viewed already.",
        { label: "Manage Workspace Trust", message: { type: "manageTrust" } },
      ),
    ]);
    const links = element("p", { class: "empty-links" }, [
      this.link({ label: "Earlier sessions", message: { type: "command", command: "showSessions" } }),
      " · ",
      this.link({ label: "Walkthrough", message: { type: "command", command: "openWalkthrough" } }),
    ]);
    const ways = [this.ways, this.restrictedWays];
    this.root = element("section", { class: "empty-page" }, [this.heading, this.text, ...ways, links]);
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
      isReady ? whenSessionsBegin(model.isRestricted) : "The engine that records sessions is starting.",
    );
    setShown(this.ways, isReady && !model.isRestricted);
    setShown(this.restrictedWays, isReady && model.isRestricted);
  }

  private way(title: string, text: string, button?: Button): HTMLElement {
    return element("li", { class: "way" }, [
      element("h2", { class: "way-title", text: title }),
      element("p", { class: "way-text", text }),
      ...(button === undefined ? [] : [this.button("button button-primary", button)]),
    ]);
  }

  private link(button: Button): HTMLElement {
    return this.button("link-button", button);
  }

  private button(className: string, { label, message }: Button): HTMLElement {
    return element("button", {
      class: className,
      text: label,
      attributes: { type: "button" },
      on: { click: () => this.page.host.post(message) },
    });
  }
}

function whenSessionsBegin(isRestricted: boolean): string {
  return isRestricted
    ? "Sessions are recorded once this workspace is trusted."
    : "A session begins by itself when an optimizer runs in this workspace.";
}
