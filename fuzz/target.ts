/** A part of the product that reads what it cannot trust, and what must hold for whatever it reads. */
export interface FuzzTarget {
  readonly name: string;
  /** What must hold, as one sentence of a table. */
  readonly promise: string;
  /** Inputs are at most so long, in bytes. */
  readonly longest: number;
  /** Inputs to begin with: the ordinary ones. */
  seeds(): Promise<readonly Uint8Array[]>;
  /** Feeds one input; throws where the promise is broken. */
  run(input: Uint8Array): Promise<void> | void;
  /** Removes what the target has made on the disk. */
  end?(): void;
}

/** Throws where a condition that must hold does not. */
export function must(condition: boolean, broken: string): asserts condition {
  if (!condition) throw new Error(`broken promise: ${broken}`);
}

/** The text as bytes. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

/** The bytes as text, whatever they are. */
export function textOf(input: Uint8Array): string {
  return Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString("utf8");
}

/** Nothing that is parsed may reach what all objects share. */
export function mustBeUnpolluted(): void {
  const added = Object.keys(Object.prototype);
  must(added.length === 0, `Object.prototype has ${added.join(", ")}`);
}
