import type { ClientRecord } from "./recordingClients";

/** How many different complaints about clients become notes of a session. */
const MAX_COMPLAINTS = 50;

/** What clients sent that could not be used: each once, and not without end. */
export class Complaints {
  private readonly known = new Set<string>();

  /** The sentence for the session's notes; undefined where there is nothing new to say. */
  take({ hello }: ClientRecord, reason: string): string | undefined {
    const name = hello === undefined ? "A program" : `${hello.client} (pid ${hello.pid ?? "unknown"})`;
    const text = `${name} sent something that could not be used: ${reason}`;
    if (this.known.has(text) || this.known.size >= MAX_COMPLAINTS) return undefined;
    this.known.add(text);
    return text;
  }
}
