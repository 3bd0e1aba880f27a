import { spawn, type ChildProcess } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as delay } from "node:timers/promises";
import { TerminalRecorder, type ProgramCommand } from "./terminalRecorder";

/** A program whose children keep its output open is over when it has ended; this long they may still be its last words. */
const LAST_WORDS_MS = 1000;

/** A program that runs with our standard streams, and whose output is read on the way where that changes nothing for it. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Resolves when everything that the program printed has been handed over, or nearly. */
  readonly printed: () => Promise<void>;
  /** Resolves when nobody can print any more. */
  readonly closed: () => Promise<void>;
  /** Why its output cannot be read; undefined where it is. */
  readonly unread?: string;
}

/** How a program is started. */
export interface ProgramStart extends ProgramCommand {
  /** Takes what it prints; without it, nothing comes between the program and our streams. */
  readonly onText?: (text: string) => void;
}

/** Starts a program. What saw a terminal sees one, what did not sees a pipe; every byte passes through as it is. */
export function startProgram(start: ProgramStart): RunningProgram {
  if (start.onText === undefined) return untouched(start);
  if (process.stdout.isTTY !== true) return throughPipe(start, start.onText);
  const recorder = TerminalRecorder.create(start.onText);
  if (typeof recorder === "string") return untouched(start, recorder);
  const child = recorder.start(start);
  const finish = async (): Promise<void> => recorder.dispose();
  return { child, printed: finish, closed: finish };
}

function untouched({ program, args, env }: ProgramStart, unread?: string): RunningProgram {
  const child = spawn(program, [...args], { stdio: "inherit", env });
  const nothing = async (): Promise<void> => undefined;
  return { child, printed: nothing, closed: nothing, ...(unread === undefined ? {} : { unread }) };
}

function throughPipe({ program, args, env }: ProgramStart, onText: (text: string) => void): RunningProgram {
  const child = spawn(program, [...args], { stdio: ["inherit", "pipe", "inherit"], env });
  const { stdout } = child;
  const decoder = new StringDecoder("utf8");
  const closed = new Promise<void>((resolve) => stdout.once("close", resolve));
  stdout.on("data", (bytes: Buffer) => {
    // Whoever reads our output sets the pace, as without us.
    if (!process.stdout.write(bytes)) {
      stdout.pause();
      process.stdout.once("drain", () => stdout.resume());
    }
    onText(decoder.write(bytes));
  });
  // Nobody reads any more: the program learns it as it would have without us, by its next write.
  const onBroken = (): void => void stdout.destroy();
  process.stdout.once("error", onBroken);
  void closed.then(() => process.stdout.off("error", onBroken));
  // A wait that is over must not keep us alive: the program's output does, where there is more to come.
  const lastWords = (): Promise<void> => delay(LAST_WORDS_MS, undefined, { ref: false });
  return { child, printed: () => Promise.race([closed, lastWords()]), closed: () => closed };
}
