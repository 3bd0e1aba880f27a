import { existsSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import type { EngineAddresses } from "../base/addresses";
import { toDisposable, type Disposable } from "../base/disposable";
import { statIfThere } from "../base/fileLook";
import { errorText, type Log } from "../base/log";
import { PRIVATE_FILE } from "../base/privateFiles";
import type { IngestEndpoint } from "../ingest/listener";
import type { EngineFacts } from "../protocol/rpc";
import { claimWorkspace, securePrivateFolder } from "./claim";
import type { ControlServer } from "./controlServer";

/** How often it is looked whether the engine can still be found, in milliseconds: a look at three files. */
const CHECK_MS = 500;

/** By what an engine is found, and who is told that another one is found in its place. */
export interface FindableOptions {
  readonly addresses: EngineAddresses;
  readonly facts: () => EngineFacts;
  readonly control: ControlServer;
  readonly ingest: IngestEndpoint;
  readonly leave: () => void;
  readonly log: Log;
}

/** Says who listens, for those who look for the engine of a workspace. */
export function writeFacts(facts: EngineFacts, { factsFile }: EngineAddresses): Promise<void> {
  return writeFile(factsFile, JSON.stringify(facts, null, 2), { mode: PRIVATE_FILE });
}

/** Says no more who listens. */
export function removeFacts({ factsFile }: EngineAddresses, log: Log): void {
  try {
    rmSync(factsFile, { force: true });
  } catch (error) {
    // Nothing keeps an engine from ending.
    log.warn(`${factsFile} cannot be removed: ${errorText(error)}`);
  }
}

/**
 * Sees to it that an engine can be found as long as it runs. Temporary folders are cleaned of what is some days old, on macOS by
 * the system, and sockets go with the rest; whoever is connected notices nothing, and every program that starts from then on
 * would report to nobody.
 */
export function keepFindable({ addresses, facts, control, ingest, leave, log }: FindableOptions): Disposable {
  let own = inodeOf(addresses);
  let isRestoring = false;
  let isLeaving = false;
  let told = "";

  const listenAgain = async (): Promise<void> => {
    if (isLeaving) return;
    await ingest.listenAgain();
    await control.listen(addresses.control);
    await writeFacts(facts(), addresses);
  };
  const restoreIfGone = async (): Promise<void> => {
    const inode = inodeOf(addresses);
    if (inode === own && hasFiles(addresses)) return;
    const isReplaced = inode !== undefined && inode !== own;
    if (!isReplaced) control.stopListening();
    securePrivateFolder(addresses.folder);
    if (isReplaced || !(await claimWorkspace(addresses, listenAgain))) {
      log.warn("another engine serves this folder: this one leaves");
      return leave();
    }
    if (isLeaving) return;
    own = inodeOf(addresses);
    log.warn(`${addresses.folder} was gone, or something in it: the engine can be found again`);
    told = "";
  };
  const check = (): void => {
    if (isRestoring) return;
    isRestoring = true;
    // What cannot even be looked at is told as well.
    restoreIfGone()
      .catch((error: unknown) => {
        const reason = `the engine cannot be found any more: ${errorText(error)}`;
        if (reason !== told) log.error(reason);
        told = reason;
      })
      .finally(() => (isRestoring = false));
  };
  const timer = setInterval(check, CHECK_MS);
  return toDisposable(() => {
    isLeaving = true;
    clearInterval(timer);
  });
}

/** Whether everything else is there by which an engine is found. */
function hasFiles({ ingest, factsFile }: EngineAddresses): boolean {
  return existsSync(factsFile) && (ingest === undefined || existsSync(ingest));
}

/** Which file the control socket is: another engine's has the same name. A named pipe of Windows is none, and cannot be lost. */
function inodeOf({ control }: EngineAddresses): number | undefined {
  return process.platform === "win32" ? undefined : statIfThere(control)?.ino;
}
