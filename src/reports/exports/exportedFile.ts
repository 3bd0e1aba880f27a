/** One file of an export: its path below the export's folder with "/" between names, and its content in pieces. */
export interface ExportedFile {
  readonly path: string;
  readonly pieces: Iterable<string | Uint8Array>;
}

const LONGEST_NAME = 60;

/** A text as the name of a file or folder on every system. */
export function fileName(text: string): string {
  const name = text.replace(/[^\p{L}\p{N}._-]+/gu, "_").replace(/^[._]+|[._]+$/g, "");
  return [...name].slice(0, LONGEST_NAME).join("") || "unnamed";
}
