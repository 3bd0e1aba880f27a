import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PendingBytes } from "../../../src/engine/pendingBytes";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pending-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("pending bytes", () => {
  it("are in the file as they were appended, whenever they are written", () => {
    const large = fc.integer({ min: 0, max: 3_000_000 }).map((length) => Buffer.alloc(length, "x"));
    const piece = fc.oneof(
      { weight: 8, arbitrary: fc.string({ unit: "grapheme" }) },
      { weight: 4, arbitrary: fc.uint8Array().map((bytes) => Buffer.from(bytes)) },
      large,
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.constant(undefined)), { maxLength: 12 }), (steps) => {
        const path = join(folder, "file");
        const file = openSync(path, "w");
        const pending = new PendingBytes();
        for (const step of steps) {
          if (step === undefined) pending.writeTo(file);
          else pending.append(step);
        }
        pending.writeTo(file);
        closeSync(file);
        expect(pending.isEmpty).toBe(true);
        const expected = Buffer.concat(steps.map((step) => Buffer.from(step ?? "")));
        expect(readFileSync(path).equals(expected)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("wait on where they cannot be written", () => {
    const path = join(folder, "file");
    closeSync(openSync(path, "w"));
    const pending = new PendingBytes();
    pending.append("first ");
    const unwritable = openSync(path, "r");
    expect(() => pending.writeTo(unwritable)).toThrow();
    closeSync(unwritable);
    pending.append("second");
    expect([pending.isEmpty, pending.view().toString()]).toEqual([false, "first second"]);
    const file = openSync(path, "w");
    pending.writeTo(file);
    closeSync(file);
    expect(readFileSync(path, "utf8")).toBe("first second");
  });
});
