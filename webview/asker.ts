import type { ToPanelMessage } from "../src/protocol/panel";
import type { PanelMethod, PanelParams, PanelResult } from "../src/protocol/panelQuestions";
import type { Host } from "./host";

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Asks the engine, or the editor, and waits for the answer. */
export class Asker {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(private readonly host: Host) {}

  /** Rejects with the reason, in words for the user. */
  ask<M extends PanelMethod>(method: M, params: PanelParams<M>): Promise<PanelResult<M>> {
    const id = ++this.lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.host.post({ type: "ask", id, method, params: { ...params } });
    return answer as Promise<PanelResult<M>>;
  }

  accept(message: Extract<ToPanelMessage, { type: "answer" }>): void {
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if ("error" in message) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.result);
  }
}

/** Lets through the answer to the newest question only: whoever changes a filter does not care for the answers before. */
export class Latest {
  private number = 0;

  /** Resolves with the answer, or with `undefined` where another question came in between. */
  async of<T>(question: Promise<T>): Promise<T | undefined> {
    const number = ++this.number;
    const answer = await question.catch((error: unknown) => {
      if (number === this.number) throw error;
      return undefined;
    });
    return number === this.number ? answer : undefined;
  }
}
