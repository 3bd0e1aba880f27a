import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { createGzip, gzip } from "node:zlib";
import type { Context } from "hono";
import type { ApiEnvironment } from "./access/gate";
import type { Problem } from "./problem";
import type { Answer } from "./route";

type ApiContext = Context<ApiEnvironment>;
const gzipped = promisify(gzip);

/** Shorter texts do not get smaller enough to be worth the time. */
const MIN_GZIP_LENGTH = 1024;

/** Writes JSON, a text or a file; streams are written elsewhere. */
export async function writeAnswer(
  context: ApiContext,
  answer: Exclude<Answer, { readonly kind: "stream" }>,
): Promise<Response> {
  switch (answer.kind) {
    case "json":
      return writeText(context, JSON.stringify(answer.body), "application/json; charset=utf-8");
    case "text":
      return writeText(context, answer.text, answer.contentType);
    case "file":
      return writeFile(context, answer);
  }
}

/** Writes a failure. */
export function writeProblem(context: ApiContext, problem: Problem): Response {
  for (const [name, value] of Object.entries(problem.headers)) context.header(name, value);
  const body = JSON.stringify(problem.document(context.req.path));
  return context.body(body, problem.status as 400, { "Content-Type": "application/problem+json" });
}

async function writeText(context: ApiContext, text: string, contentType: string): Promise<Response> {
  // Weak, as the same text goes out compressed and not.
  const tag = `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
  context.header("ETag", tag);
  context.header("Vary", "Accept-Encoding, Accept", { append: true });
  if (isKnown(context.req.header("if-none-match"), tag)) return context.body(null, 304);
  context.header("Content-Type", contentType);
  if (text.length < MIN_GZIP_LENGTH || !takesGzip(context)) return context.body(text);
  context.header("Content-Encoding", "gzip");
  const bytes = await gzipped(text);
  return context.body(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function writeFile(context: ApiContext, answer: Extract<Answer, { readonly kind: "file" }>): Response {
  const { name, contentType, pieces } = answer;
  context.header("Content-Type", contentType);
  context.header("Content-Disposition", `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"`);
  context.header("Vary", "Accept-Encoding", { append: true });
  let stream: Readable = Readable.from(blocks(pieces), { objectMode: false, highWaterMark: BLOCK_LENGTH });
  if (takesGzip(context)) {
    context.header("Content-Encoding", "gzip");
    const source = stream;
    stream = source.pipe(createGzip());
    source.once("error", (error) => stream.destroy(error));
  }
  return context.body(Readable.toWeb(stream) as ReadableStream);
}

const BLOCK_LENGTH = 1 << 16;

/** Larger pieces, each on a turn of its own: a long export must not keep the engine from recording. */
async function* blocks(pieces: Iterable<string>): AsyncGenerator<Buffer> {
  let block = "";
  for (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK_LENGTH) continue;
    yield Buffer.from(block);
    block = "";
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  if (block !== "") yield Buffer.from(block);
}

function takesGzip(context: ApiContext): boolean {
  return (context.req.header("accept-encoding") ?? "").split(",").some((part) => {
    const [coding, ...parameters] = part.split(";").map((word) => word.trim().toLowerCase());
    return (coding === "gzip" || coding === "*") && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const opaque = tag.replace(/^W\//, "");
  return header.split(",").some((known) => ["*", opaque].includes(known.trim().replace(/^W\//, "")));
}
