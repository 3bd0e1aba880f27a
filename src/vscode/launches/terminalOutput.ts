import type * as vscode from "vscode";
import { errorText, type Log } from "../../base/log";
import type { RunningLaunches } from "./runningLaunches";

/** What one command prints in its terminal: kept from now on, read once it is known which launch it belongs to. */
export class TerminalOutput {
  private readonly pieces: AsyncIterable<string>;

  constructor(
    execution: vscode.TerminalShellExecution,
    private readonly launches: RunningLaunches,
    private readonly log: Log,
  ) {
    this.pieces = execution.read();
  }

  /** Reads as long as somebody wants it; nothing where the command belongs to no launch. */
  readFor(launchId: string | undefined): void {
    if (launchId === undefined) return;
    this.log.debug(`What the terminal prints is read for ${launchId}`);
    const reading = this.read(launchId).catch((error: unknown) =>
      this.log.debug(`A terminal's output ended: ${errorText(error)}`),
    );
    this.launches.addReading(launchId, reading);
  }

  private async read(launchId: string): Promise<void> {
    for await (const piece of this.pieces) if (!this.launches.output(launchId, piece)) return;
  }
}
