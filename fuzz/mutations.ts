import { mutateJson } from "./jsonMutations";
import type { Random } from "./random";
import { bytesOf, textOf } from "./target";

/** What new inputs are made of. */
export interface Material {
  readonly random: Random;
  readonly words: readonly string[];
  readonly longest: number;
  /** Any other input that is known. */
  readonly other: () => Uint8Array;
}

const BYTES = [0, 1, 9, 10, 13, 0x1b, 0x20, 0x22, 0x2d, 0x5b, 0x5c, 0x7b, 0x7d, 0x7f, 0x80, 0xff];
const NUMBERS = ["0", "-1", "1e999", "-0", "1e-400", "NaN", "inf", "4096", "65536", "2147483648", "9007199254740993"];

/** Another input made from one, by a few changes of bytes, of words or of its JSON. */
export function mutated(input: Uint8Array, material: Material): Uint8Array {
  const { random, longest } = material;
  let result: Buffer = Buffer.from(input);
  for (let left = 1 << random.below(4); left > 0; left--) {
    const change = random.chance(0.35) ? structureChange(random) : random.pick(CHANGES);
    result = change(result, material).subarray(0, longest);
  }
  return result;
}

type Change = (input: Buffer, material: Material) => Buffer;

function structureChange(random: Random): Change {
  return random.chance(0.7) ? changeJson : changeJsonLine;
}

const changeJson: Change = (input, { random, words, other }) => {
  const changed = mutateJson(textOf(input), random, words, () => textOf(other()));
  return changed === undefined
    ? random.pick(CHANGES)(input, { random, words, other, longest: input.length })
    : Buffer.from(changed);
};

const changeJsonLine: Change = (input, { random, words, other }) => {
  const lines = textOf(input).split("\n");
  const place = random.below(lines.length);
  const changed = mutateJson(lines[place] ?? "", random, words, () => textOf(other()).split("\n")[0] ?? "");
  if (changed !== undefined) lines[place] = changed;
  else lines.splice(place, 1, lines[random.below(lines.length)] ?? "", lines[place] ?? "");
  return Buffer.from(lines.join("\n"));
};

/** Puts bytes in the place of a stretch of the input. */
function replaced(input: Buffer, from: number, length: number, put: Uint8Array): Buffer {
  return Buffer.concat([input.subarray(0, from), put, input.subarray(from + length)]);
}

const CHANGES: readonly Change[] = [
  (input, { random }) => {
    const at = random.below(input.length);
    return replaced(input, at, 1, Buffer.from([(input[at] ?? 0) ^ (1 << random.below(8))]));
  },
  (input, { random }) => replaced(input, random.below(input.length), 1, Buffer.from([random.pick(BYTES)])),
  (input, { random }) => replaced(input, random.below(input.length + 1), 0, Buffer.from([random.below(256)])),
  (input, { random }) => replaced(input, random.below(input.length), 1 + random.below(32), Buffer.alloc(0)),
  // A stretch again, once or many times.
  (input, { random }) => {
    const from = random.below(input.length);
    const stretch = input.subarray(from, from + 1 + random.below(64));
    const times = random.chance(0.2) ? 2 + random.below(60) : 1;
    return replaced(input, random.below(input.length + 1), 0, Buffer.concat(Array<Buffer>(times).fill(stretch)));
  },
  (input, { random, words }) => replaced(input, random.below(input.length + 1), 0, bytesOf(random.pick(words))),
  (input, { random, words }) => {
    const word = bytesOf(random.pick(words));
    return replaced(input, random.below(input.length), word.length, word);
  },
  (input, { random, other }) => {
    const second = other();
    return Buffer.concat([input.subarray(0, random.below(input.length)), second.subarray(random.below(second.length))]);
  },
  changeNumber,
  changeNumber,
];

/** Numbers in a text are where its readers decide. */
function changeNumber(input: Buffer, { random }: Material): Buffer {
  const found = [...input.toString("latin1").matchAll(/-?\d+(?:\.\d+)?/g)];
  if (found.length === 0) return replaced(input, random.below(input.length + 1), 0, bytesOf(random.pick(NUMBERS)));
  const { 0: text, index } = random.pick(found);
  const number = random.chance(0.5) ? random.pick(NUMBERS) : String(Number(text) + random.pick([-1, 1, 256, 0.5]));
  return replaced(input, index, text.length, bytesOf(number));
}
