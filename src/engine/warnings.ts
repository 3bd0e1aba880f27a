import type { Log } from "../base/log";
import type { Controller } from "./controlServer";

/** What the user should know, each once: told to whoever is connected, kept for the next one where nobody is. */
export class Warnings {
  private readonly known = new Set<string>();
  private readonly listeners = new Set<Controller>();
  private untold: string[] = [];

  constructor(private readonly log: Log) {}

  add(message: string): void {
    if (this.known.has(message)) return;
    this.known.add(message);
    this.log.warn(message);
    if (this.listeners.size === 0) this.untold.push(message);
    for (const listener of this.listeners) listener.notify("warning", { message });
  }

  /** A controller that has said hello; it hears what nobody has heard yet. */
  connect(controller: Controller): void {
    this.listeners.add(controller);
    controller.onClose(() => this.listeners.delete(controller));
    const untold = this.untold;
    this.untold = [];
    // The answer to its hello goes first.
    setImmediate(() => untold.forEach((message) => controller.notify("warning", { message })));
  }
}
