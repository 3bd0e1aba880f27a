import { runTable } from "../../model/metrics";
import type { RecordedSession } from "../../model/recordedSession";
import type { Table } from "../../model/table";
import type { RunSummary } from "../../protocol/session";
import { exportedSeries, type ExportedSeries } from "../exportedSeries";
import { RowReader, timesOf } from "../tableRows";
import { maskedCrc32c } from "./crc32c";
import { fileName, FileNames, type ExportedFile } from "./exportedFile";

/**
 * A session as a log directory of TensorBoard: an event file for each run (step: the iteration) and one for the samples
 * (step: whole seconds since the session began). A file is a sequence of TFRecords that hold Event messages
 * (tensorflow/core/util/event.proto) with scalar summaries; their values have 32 bits.
 */
export function* tensorboardFiles(session: RecordedSession): Generator<ExportedFile> {
  const { id, label, startTime, host } = session.detail.session;
  const folder = `${fileName(label)}-${fileName(id)}`;
  const file = `events.out.tfevents.${Math.floor(startTime)}.${fileName(host)}`;
  const names = new FileNames();
  for (const run of session.detail.runs) {
    const table = session.tables.get(runTable(run.id));
    if (table === undefined) continue;
    const name = names.nameOf(run.id, `${fileName(run.algorithm)}-${fileName(run.id)}`);
    yield { path: `${folder}/${name}/${file}`, pieces: runRecords(run, table) };
  }
  const series = exportedSeries(session.tables);
  if (series.length > 0) yield { path: `${folder}/samples/${file}`, pieces: sampleRecords(series, startTime) };
}

function* runRecords(run: RunSummary, table: Table): Generator<Uint8Array> {
  yield record(versionEvent(run.startTime));
  const columns = [...table.columns.values()].filter(({ key }) => key !== "iteration" && key !== "time");
  const clock = ["iteration", "time"].flatMap((key) => table.columns.get(key) ?? []);
  const [values, clocks] = [new RowReader(columns), new RowReader(clock)];
  const [stepPlace, timePlace] = ["iteration", "time"].map((key) => clock.findIndex((column) => column.key === key));
  for (let row = 0; row < table.rowCount; row++) {
    const at = clocks.read(row);
    const present = values.read(row).flatMap((value, index) => {
      const tag = columns[index]?.key;
      return value === undefined || tag === undefined ? [] : [{ tag, value }];
    });
    const step = at[stepPlace ?? -1] ?? row;
    if (present.length > 0) yield record(scalarEvent(at[timePlace ?? -1] ?? run.startTime, step, present));
  }
}

function* sampleRecords(series: readonly ExportedSeries[], startTime: number): Generator<Uint8Array> {
  yield record(versionEvent(startTime));
  for (const { metric, labels, table, column } of series) {
    const tag = [metric, ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)].join("/");
    const timeOf = timesOf(table, column);
    for (let position = 0; position < column.length; position++) {
      const time = timeOf(position);
      if (time === undefined || !Number.isFinite(time)) continue;
      yield record(scalarEvent(time, Math.max(0, time - startTime), [{ tag, value: column.values.at(position) }]));
    }
  }
}

/** Length, its checksum, the message, its checksum; all little-endian. */
function record(message: Buffer): Uint8Array {
  const framed = Buffer.alloc(message.length + 16);
  framed.writeBigUInt64LE(BigInt(message.length), 0);
  framed.writeUInt32LE(maskedCrc32c(framed.subarray(0, 8)), 8);
  message.copy(framed, 12);
  framed.writeUInt32LE(maskedCrc32c(message), 12 + message.length);
  return framed;
}

/** Event { wall_time = 1; file_version = 3 }, the first of every file. */
function versionEvent(time: number): Buffer {
  return Buffer.concat([double(0x09, time), bytes(0x1a, Buffer.from("brain.Event:2"))]);
}

/** Event { wall_time = 1; step = 2; summary = 5 { value = 1 { tag = 1; simple_value = 2 } } }. */
function scalarEvent(
  time: number,
  step: number,
  values: readonly { readonly tag: string; readonly value: number }[],
): Buffer {
  const summary = values.map(({ tag, value }) => {
    const simple = Buffer.alloc(5);
    simple.writeUInt8(0x15, 0);
    simple.writeFloatLE(value, 1);
    return bytes(0x0a, Buffer.concat([bytes(0x0a, Buffer.from(tag)), simple]));
  });
  const parts = [double(0x09, time), Buffer.from([0x10, ...varint(Math.floor(step))])];
  return Buffer.concat([...parts, bytes(0x2a, Buffer.concat(summary))]);
}

function double(tag: number, value: number): Buffer {
  const buffer = Buffer.alloc(9);
  buffer.writeUInt8(tag, 0);
  buffer.writeDoubleLE(value, 1);
  return buffer;
}

function bytes(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, ...varint(content.length)]), content]);
}

/** A whole number from 0 in groups of seven bits, the lowest first. */
function varint(value: number): readonly number[] {
  const groups: number[] = [];
  let rest = Number.isFinite(value) ? Math.max(0, value) : 0;
  while (rest >= 128) {
    groups.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...groups, rest];
}
