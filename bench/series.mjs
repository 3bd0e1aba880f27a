// What a live session of 1,000,000 iterations with eight series costs in memory and time: appends beside pushes to plain
// arrays, pictures beside scans of plain arrays, in the same run.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { loadSource, median } from "./_source.mjs";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

const ROWS = 1_000_000;
const PIXELS = 800;
const COLUMNS = ["iteration", "time", "evaluations", "best", "mean", "std", "min", "diversity"];
const { Table, queryTable } = await loadSource("src/model/table", "src/model/queryTable");
const rows = [];

/** The numbers of a run: counters, a clock, a staircase, noise. */
function* iterations() {
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  let best = 1000;
  for (let iteration = 1; iteration <= ROWS; iteration++) {
    if (random() < 0.01) best *= 0.999;
    const mean = best * (1 + random());
    const time = 1.7e9 + iteration * 0.01 + random() * 1e-3;
    yield {
      iteration,
      time,
      evaluations: iteration * 50,
      best,
      mean,
      std: random(),
      min: best,
      diversity: Math.fround(random()),
    };
  }
}

function collect() {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Milliseconds of every tenth of the appends; making the numbers is not counted. */
function timeAppends(append) {
  const tenths = [];
  let block = [];
  for (const row of iterations()) {
    block.push(row);
    if (block.length < ROWS / 10) continue;
    const began = performance.now();
    for (const one of block) append(one);
    tenths.push(performance.now() - began);
    block = [];
  }
  return tenths;
}

const sum = (values) => values.reduce((a, b) => a + b, 0);
const empty = collect();
const table = new Table("run:r");
const ours = timeAppends((row) => table.append(row));
const bytes = collect() - empty;

const before = collect();
const arrays = Object.fromEntries(COLUMNS.map((column) => [column, []]));
const plain = timeAppends((row) => {
  for (const column of COLUMNS) arrays[column].push(row[column]);
});
const plainBytes = collect() - before;

const tables = new Map([[table.name, table]]);
const picture = (from, to) =>
  queryTable(tables, {
    key: "k",
    table: "run:r",
    x: "iteration",
    y: ["best", "mean", "std"],
    mode: "extremes",
    points: PIXELS,
    from,
    to,
  });

function timed(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}

/** What a picture costs without a pyramid: one look at every value. */
function scan() {
  for (const column of ["best", "mean", "std"]) {
    const values = arrays[column];
    const width = Math.ceil(ROWS / PIXELS);
    for (let start = 0; start < ROWS; start += width) {
      let [min, max] = [Infinity, -Infinity];
      for (let at = start; at < Math.min(start + width, ROWS); at++) {
        if (values[at] < min) min = values[at];
        if (values[at] > max) max = values[at];
      }
    }
  }
}

const first = timed(() => picture());
for (let round = 0; round < 30; round++) picture(round * 1000, ROWS);
const whole = median(Array.from({ length: 15 }, () => timed(() => picture())));
const zoomed = median(
  Array.from({ length: 15 }, (_, index) => timed(() => picture(index * 50_000 + 17, index * 50_000 + 120_000))),
);
const scanned = median(Array.from({ length: 15 }, () => timed(scan)));
const half = new Table("run:h");
for (const row of iterations()) {
  if (row.iteration > ROWS / 10) break;
  half.append(row);
}
const short = median(
  Array.from({ length: 15 }, () =>
    timed(() =>
      queryTable(new Map([["run:h", half]]), {
        key: "k",
        table: "run:h",
        x: "iteration",
        y: ["best", "mean", "std"],
        mode: "extremes",
        points: PIXELS,
      }),
    ),
  ),
);

function row(what, value, yardstick, reach, pass) {
  rows.push({
    what,
    ours: value,
    ...(yardstick === undefined ? {} : { yardstick, ratio: value / yardstick }),
    reach,
    pass,
  });
}

const [appendNs, plainNs] = [(sum(ours) * 1e6) / ROWS, (sum(plain) * 1e6) / ROWS];
row(
  "append a row of 8, ns; yardstick: 8 pushes to plain arrays",
  appendNs,
  plainNs,
  "<= 2 times",
  appendNs <= 2 * plainNs,
);
const [early, late] = [median(ours.slice(0, 5)), median(ours.slice(5))];
row("appends in the second half against the first, ms a tenth", late, early, "<= 1.5 times", late <= 1.5 * early);
row("memory of 1,000,000 x 8, MB; yardstick: plain arrays", bytes / 1e6, plainBytes / 1e6, "<= 64 MB", bytes <= 64e6);
row("first picture of 3 series, pyramids built, ms; yardstick: scan", first, scanned, "<= 300 ms", first <= 300);
row("picture of 1,000,000, ms; yardstick: scan", whole, scanned, "<= the scan", whole <= scanned);
row("picture of 1,000,000 against 100,000, ms", whole, short, "<= 3 times", whole <= 3 * short);
row("picture of a zoomed range, ms", zoomed, undefined, "<= 16 ms", zoomed <= 16);
console.log(JSON.stringify({ bench: "series", rows }));
