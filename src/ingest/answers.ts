import { once } from "node:events";
import type { Socket } from "node:net";
import { errorText, type Log } from "../base/log";
import { UserError } from "../base/userError";
import type { EngineMessage, RequestMessage } from "../protocol/wire";

/** Characters of a report in one line: at six bytes for an escaped one still below the longest line. */
const PIECE_LENGTH = 150_000;

/** Sends the answer to a client's question, as fast as the client reads; never rejects. */
export async function sendAnswer(
  socket: Socket,
  request: RequestMessage,
  pieces: AsyncIterable<string>,
  log: Log,
): Promise<void> {
  try {
    if (request.type === "report") await sendPieces(socket, pieces);
    else await sendSummary(socket, pieces);
  } catch (error) {
    if (!(error instanceof UserError)) log.error(`a ${request.type} for a client: ${errorText(error)}`);
    const reason = error instanceof UserError ? error.message : `the ${request.type} could not be made`;
    await send(socket, { type: "error", reason }).catch(() => undefined);
  }
}

async function sendSummary(socket: Socket, pieces: AsyncIterable<string>): Promise<void> {
  let text = "";
  for await (const piece of pieces) text += piece;
  await write(socket, `{"type":"summary","summary":${text}}\n`);
}

async function sendPieces(socket: Socket, pieces: AsyncIterable<string>): Promise<void> {
  let text = "";
  for await (const piece of pieces) {
    text += piece;
    while (text.length > PIECE_LENGTH) {
      const end = wholeCharacters(text, PIECE_LENGTH);
      await send(socket, { type: "report", text: text.slice(0, end), last: false });
      text = text.slice(end);
    }
  }
  await send(socket, { type: "report", text, last: true });
}

/** Not between the two halves of a character. */
function wholeCharacters(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code < 0xdc00 ? end - 1 : end;
}

function send(socket: Socket, message: EngineMessage): Promise<void> {
  return write(socket, `${JSON.stringify(message)}\n`);
}

async function write(socket: Socket, line: string): Promise<void> {
  if (socket.destroyed || !socket.writable) throw new Error("the client has left");
  if (!socket.write(line)) await Promise.race([once(socket, "drain"), once(socket, "close")]);
}
