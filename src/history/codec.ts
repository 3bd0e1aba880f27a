import { deflate, deflateSync, inflateSync } from "node:zlib";
import { promisify } from "node:util";
import { joinDoubles, joinPlanes, splitPlanes } from "./bytePlanes";
import { differences, findScale, fromScaled, sums, toScaled, type Scale } from "./wholeSteps";

/** Values per stored chunk: a plane of their bytes is as long as a block of deflate. */
export const STORED_CHUNK_LENGTH = 16_384;

/** How the values of a chunk are written; the first byte of its data. */
const KIND = { constant: 0, linear: 1, steps: 2, floats: 3 } as const;

/** What stands before the byte planes of a chunk of floats. */
const FLOAT_VARIANT = { plain: 0, xor: 1 } as const;

/** Planes are stored as they are where deflate does not make them smaller. */
const PLAIN_PLANES = 0x80;

/** So many values decide which variant a chunk is written in. */
const TRIAL_LENGTH = 2048;

/** Planes up to this size deflate faster than another thread would be asked. */
const SMALL_PLANES = 1 << 14;

const deflateInBackground = promisify(deflate);

/** One way to write a chunk: its header and its byte planes, which are still to be deflated. */
interface Variant {
  readonly header: Buffer;
  readonly planes: Uint8Array;
}

/** Writes values losslessly (NaN payloads aside) in the variant that takes least; deflates long chunks in the background. */
export async function encodeChunk(values: Float64Array): Promise<Uint8Array> {
  const simple = encodeLinear(values);
  if (simple !== undefined) return simple;
  const { header, planes } = bestVariant(values);
  const deflated = planes.length <= SMALL_PLANES ? deflateSync(planes) : await deflateInBackground(planes);
  if (deflated.length < planes.length) return Buffer.concat([header, deflated]);
  header.writeUInt8(header.readUInt8(0) | PLAIN_PLANES, 0);
  return Buffer.concat([header, planes]);
}

/** Reads a chunk of `count` values; throws where it is none. */
export function decodeChunk(data: Uint8Array, count: number): Float64Array {
  if (!(Number.isInteger(count) && count >= 0 && count <= STORED_CHUNK_LENGTH))
    throw new Error(`a chunk cannot hold ${count} values`);
  const view = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const kind = view.readUInt8(0) & ~PLAIN_PLANES;
  switch (kind) {
    case KIND.constant:
      return new Float64Array(count).fill(view.readDoubleLE(1));
    case KIND.linear:
      return decodeLinear(view.readDoubleLE(1), view.readDoubleLE(9), count);
    case KIND.steps:
      return decodeSteps(view, count);
    case KIND.floats:
      return decodeFloats(view, count);
    default:
      throw new Error(`unknown kind of chunk ${kind}`);
  }
}

function encodeLinear(values: Float64Array): Uint8Array | undefined {
  const start = values[0] ?? 0;
  if (values.every((value) => Object.is(value, start))) {
    const data = Buffer.alloc(9);
    data.writeUInt8(KIND.constant, 0);
    data.writeDoubleLE(start, 1);
    return data;
  }
  const step = (values[1] ?? 0) - start;
  if (!values.every((value, index) => Object.is(value, start + step * index))) return undefined;
  const data = Buffer.alloc(17);
  data.writeUInt8(KIND.linear, 0);
  data.writeDoubleLE(start, 1);
  data.writeDoubleLE(step, 9);
  return data;
}

function decodeLinear(start: number, step: number, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) values[index] = start + step * index;
  return values;
}

type VariantMaker = (values: Float64Array) => Variant | undefined;

/** Tries every variant that fits on the start of the chunk and writes the whole chunk in the smallest. */
function bestVariant(values: Float64Array): Variant {
  const scale = findScale(values);
  const makers: VariantMaker[] = [
    (part) => floatVariant(part, FLOAT_VARIANT.xor),
    (part) => floatVariant(part, FLOAT_VARIANT.plain),
  ];
  if (scale !== undefined) {
    for (const order of [0, 1, 2]) makers.unshift((part) => stepVariant(part, scale, order));
  }
  const trial = values.length <= TRIAL_LENGTH ? values : values.slice(0, TRIAL_LENGTH);
  let best: { readonly maker: VariantMaker; readonly size: number } | undefined;
  for (const maker of makers) {
    const variant = maker(trial);
    if (variant === undefined) continue;
    const size = variant.header.length + entropyBytes(variant.planes, trial.length);
    if (best === undefined || size < best.size) best = { maker, size };
  }
  return best?.maker(values) ?? floatVariant(values, FLOAT_VARIANT.plain);
}

/** How many bytes the planes take at least when each byte is coded by how often it occurs in its plane. */
function entropyBytes(planes: Uint8Array, planeLength: number): number {
  let bits = 0;
  for (let from = 0; from < planes.length; from += planeLength) {
    const counts = new Uint32Array(256);
    const to = Math.min(from + planeLength, planes.length);
    for (let at = from; at < to; at++) counts[planes[at] ?? 0] = (counts[planes[at] ?? 0] ?? 0) + 1;
    for (const count of counts) if (count > 0) bits -= count * Math.log2(count / (to - from));
  }
  return bits / 8;
}

function floatVariant(values: Float64Array, variant: number): Variant {
  const words = new Uint32Array(values.slice().buffer);
  if (variant === FLOAT_VARIANT.xor) {
    for (let at = words.length - 1; at >= 2; at--) words[at] = (words[at] ?? 0) ^ (words[at - 2] ?? 0);
  }
  return { header: Buffer.from([KIND.floats, variant]), planes: splitPlanes(new Uint8Array(words.buffer), 8) };
}

function decodeFloats(data: Buffer, count: number): Float64Array {
  const words = joinDoubles(planesOf(data, 2, count * 8), data.readUInt8(1) === FLOAT_VARIANT.xor);
  return new Float64Array(words.buffer);
}

// Header of steps: kind, order of differences, kind and exponent of the scale, bytes a value.
const STEPS_HEADER = 5;

function stepVariant(values: Float64Array, scale: Scale, order: number): Variant | undefined {
  const packed = differences(toScaled(values, scale), order);
  if (packed === undefined) return undefined;
  const header = Buffer.alloc(STEPS_HEADER + 8 * packed.heads.length);
  header.set([KIND.steps, order, scale.base, scale.exponent + 128, packed.width]);
  packed.heads.forEach((head, index) => header.writeDoubleLE(head, STEPS_HEADER + 8 * index));
  return { header, planes: splitPlanes(packed.bytes, 8).subarray(0, packed.count * packed.width) };
}

function decodeSteps(data: Buffer, count: number): Float64Array {
  const order = data.readUInt8(1);
  const scale: Scale = { base: data.readUInt8(2), exponent: data.readUInt8(3) - 128 };
  const width = data.readUInt8(4);
  const headCount = Math.min(count, Math.max(1, order));
  const heads = Array.from({ length: headCount }, (_, index) => data.readDoubleLE(STEPS_HEADER + 8 * index));
  const rest = order === 0 ? count : count - headCount;
  const planes = planesOf(data, STEPS_HEADER + 8 * headCount, rest * width);
  const words = new Uint32Array(rest * 2);
  joinPlanes(planes, width, new Uint8Array(words.buffer));
  return fromScaled(sums({ heads, words }, order, count), scale);
}

/** The byte planes behind a header. */
function planesOf(data: Buffer, offset: number, length: number): Uint8Array {
  const body = data.subarray(offset);
  const planes =
    (data.readUInt8(0) & PLAIN_PLANES) === 0
      ? inflateSync(body, { maxOutputLength: Math.max(1, length), chunkSize: Math.max(64, length) })
      : body;
  if (planes.length !== length) throw new Error(`a chunk holds ${planes.length} bytes instead of ${length}`);
  return planes;
}
