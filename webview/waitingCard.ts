import { element, setShown, setText } from "./dom";
import type { PageServices } from "./pageServices";

const SNIPPET = `import optimizer_monitor as om

with om.run("GA", direction="minimize") as run:
    for i in range(generations):
        best = step()
        run.iteration(i, best=best)`;

/** Stands where convergence will be, while no run has reported. */
export class WaitingCard {
  readonly root: HTMLElement;
  private readonly title = element("h2", { class: "card-title" });
  private readonly text = element("p", { class: "card-summary" });
  private readonly how: HTMLElement;

  constructor(private readonly page: PageServices) {
    const insert = element("button", {
      class: "button button-primary",
      text: "Insert Instrumentation",
      attributes: { type: "button" },
      on: { click: () => page.host.post({ type: "command", command: "insertInstrumentation" }) },
    });
    this.how = element("div", { class: "waiting-how" }, [
      element("pre", { class: "snippet", attributes: { tabindex: "0", "aria-label": "Example in Python" } }, [
        element("code", { text: SNIPPET }),
      ]),
      insert,
    ]);
    this.root = element("section", { class: "card waiting-card" }, [
      element("header", { class: "card-head" }, [this.title]),
      this.text,
      this.how,
    ]);
  }

  update(): void {
    const { detail, selected } = this.page.model;
    const isShown = selected !== undefined && (detail === undefined || detail.runs.length === 0);
    setShown(this.root, isShown);
    if (!isShown) return;
    const isRunning = detail === undefined || detail.session.status === "running";
    setText(this.title, isRunning ? "Waiting for the first report …" : "No run was reported");
    const text =
      detail === undefined
        ? "Reading the session."
        : isRunning
          ? "The program runs and its resources are measured. Convergence appears with its first report; in Python it looks like this:"
          : "Only the resources of this session were measured. To see convergence, let the program report, in Python like this:";
    setText(this.text, text);
    setShown(this.how, detail !== undefined);
  }
}
