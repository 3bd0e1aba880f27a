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

/** Names of files within one export: each thing has one, and no two differ only in what some systems do not tell apart. */
export class FileNames {
  private readonly names = new Map<string, string>();
  private readonly taken = new Set<string>();

  /** The name of the thing with this key, made of a text; a number is put behind a name that another thing has. */
  nameOf(key: string, text: string): string {
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const plain = fileName(text);
    let name = plain;
    for (let number = 2; this.taken.has(folded(name)); number++) name = `${plain}-${number}`;
    this.names.set(key, name);
    this.taken.add(folded(name));
    return name;
  }
}

function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
