import { describe, expect, it } from "vitest";
import { isolationNote } from "../../../src/engine/pythonFlags";

describe("isolationNote", () => {
  it.each([
    ["python3 -I tour.py", "-I"],
    ["/usr/bin/python3.11 -u -E tour.py", "-E"],
    ["python -X dev -sS -m tour", "-S"],
    [`"C:\\Python\\python.exe" -Iu tour.py`, "-I"],
    ["bash -c 'python3 -OI tour.py'", "-I"],
  ])("tells which option of %j keeps the instrumentation out", (command, flag) => {
    expect(isolationNote(command)).toContain(`Python was started with ${flag},`);
  });

  it.each([
    undefined,
    "",
    "python3 tour.py -I",
    "python3 -u -X importtime tour.py",
    "python3 -W error::ImportWarning tour.py",
    "python3 -m tour -E",
    "python3 -c 'print(1)' -S",
    "node -I tour.js",
    "./pythonic -I",
  ])("says nothing of %j", (command) => {
    expect(isolationNote(command)).toBeUndefined();
  });
});
