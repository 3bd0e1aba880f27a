import { mkdir, open, rm } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { leadsOut } from "../base/insideFolder";
import { errorCode } from "../base/log";
import { UserError } from "../base/userError";
import type { ReportFormat } from "../protocol/rpc";

const ENDINGS: Readonly<Record<ReportFormat, string>> = { html: "html", markdown: "md", text: "txt" };
/** File systems allow 255 bytes; the time, the number and the ending need their share. */
const MOST_LABEL_BYTES = 180;
const MOST_ALIKE = 1000;

/**
 * The folder of reports, made where it is missing: an absolute one as it is, a relative one below the workspace folder, from where neither `..` nor
 * a link may lead out. Throws a UserError.
 */
export async function reportFolderOf(folder: string, workspace: string): Promise<string> {
  const target = isAbsolute(folder) ? folder : resolve(workspace, folder);
  if (!isAbsolute(folder) && leadsOut(workspace, target)) {
    throw new UserError(
      "REPORT_FOLDER",
      `${folder} leads out of the workspace folder; give an absolute path to write there`,
    );
  }
  await mkdir(target, { recursive: true });
  return target;
}

/** Takes a name for a report that no file has yet: the session's label and its start in local time, safe on every system. */
export async function claimReportFile(
  folder: string,
  session: { readonly label: string; readonly startTime: number },
  format: ReportFormat,
): Promise<string> {
  const name = `${safeName(session.label)}-${stampOf(session.startTime)}`;
  for (let number = 1; number <= MOST_ALIKE; number++) {
    const path = join(folder, `${name}${number === 1 ? "" : `-${number}`}.${ENDINGS[format]}`);
    try {
      await (await open(path, "wx")).close();
      return path;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
  throw new UserError("REPORT_FILE", `there are ${MOST_ALIKE} reports called ${name} in ${folder}`);
}

/** Gives a name back that no report was written under. */
export async function releaseReportFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Letters and digits of any script; what means something to a shell or a file system becomes a dash. */
export function safeName(label: string): string {
  const plain = label
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  let name = "";
  for (const character of plain) {
    if (Buffer.byteLength(name + character) > MOST_LABEL_BYTES) break;
    name += character;
  }
  return name === "" ? "session" : name;
}

/** `20261125-131005`. */
function stampOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}
