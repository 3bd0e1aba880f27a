import { randomBytes } from "node:crypto";
import { chmodSync, constants, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { engineAddresses } from "../base/addresses";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../base/privateFiles";
import { UserError } from "../base/userError";

/** A token and where it is kept. */
export interface KeptToken {
  readonly token: string;
  readonly tokenFile: string;
}

/** 256 bits. */
const TOKEN_BYTES = 32;
/** A token that a person chose must not be guessed either. */
const MIN_LENGTH = 16;

/**
 * The token of a workspace folder's API: made once, kept in a file that only its owner may read. It is outside the
 * workspace, which may be shared, synchronized or packed.
 */
export function keptToken(workspace: string, env: NodeJS.ProcessEnv = process.env): KeptToken {
  const folder = join(stateFolder(env), "optimizer-monitor");
  const tokenFile = join(folder, `api-token-${basename(engineAddresses(workspace, env).folder)}`);
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  requireOwn(folder);
  const token = readToken(tokenFile);
  if (token !== undefined) return { token, tokenFile };
  const made = randomBytes(TOKEN_BYTES).toString("base64url");
  try {
    writeFileSync(tokenFile, `${made}\n`, { mode: PRIVATE_FILE, flag: "wx" });
    return { token: made, tokenFile };
  } catch {
    // Another engine was faster, or what is there is no token.
    const other = readToken(tokenFile);
    if (other !== undefined) return { token: other, tokenFile };
    throw new UserError("token-unreadable", `${tokenFile} holds no token and cannot be replaced; remove it.`);
  }
}

/** Refuses a token that is too short or that no header can carry. */
export function requireUsableToken(token: string): string {
  if (token.length >= MIN_LENGTH && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new UserError(
    "token-unusable",
    `The API's token must be at least ${MIN_LENGTH} characters of ASCII without spaces.`,
  );
}

function readToken(path: string): string | undefined {
  let text: string;
  try {
    if (process.platform !== "win32" && (requireOwn(path) & 0o077) !== 0) chmodSync(path, PRIVATE_FILE);
    text = readFileSync(path, "utf8").trim();
  } catch (error) {
    if (error instanceof UserError) throw error;
    return undefined;
  }
  return text.length >= MIN_LENGTH ? text : undefined;
}

/** The mode of what must be the user's own; what another user could have put there is refused. */
function requireOwn(path: string): number {
  const { uid, mode } = lstatSync(path);
  const isLink = (mode & constants.S_IFMT) === constants.S_IFLNK;
  if (process.platform === "win32" || (uid === process.getuid?.() && !isLink)) return mode;
  throw new UserError("token-foreign", `${path} ${isLink ? "is a link" : "belongs to someone else"}; remove it.`);
}

/** Where a user's programs keep what outlives them. */
function stateFolder(env: NodeJS.ProcessEnv): string {
  const own = process.platform === "win32" ? env["LOCALAPPDATA"] : env["XDG_STATE_HOME"];
  return own !== undefined && own !== "" ? own : join(homedir(), ".local", "state");
}
