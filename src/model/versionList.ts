/** A name, and after it a version that begins with a digit: `deap 1.4.1`, `python 3.11.2`. */
const NAMED_VERSION = /^(\S.{0,80}?)\s+v?(\d\S{0,40})$/;
const MAX_NAMES = 50;

/** Versions of what took part in a session, by name. */
export class VersionList {
  private readonly versions = new Map<string, string>();

  /** Takes `name version`; another version of the same name is put beside the first. */
  add(named: string): void {
    const [, name, version] = NAMED_VERSION.exec(named.trim()) ?? [];
    if (name === undefined || version === undefined) return;
    const known = this.versions.get(name);
    if (known === undefined && this.versions.size >= MAX_NAMES) return;
    const all = new Set([...(known?.split(", ") ?? []), version]);
    if (all.size <= 5) this.versions.set(name, [...all].join(", "));
  }

  /** Undefined where nothing is known. */
  get all(): Readonly<Record<string, string>> | undefined {
    return this.versions.size === 0 ? undefined : Object.fromEntries(this.versions);
  }
}
