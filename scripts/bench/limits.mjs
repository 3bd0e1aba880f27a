// Every figure that is to be reached, and the rows that prove it: the name of a bench, and how what it measured is called.

/** @type {readonly {name: string, reach: string, proof: readonly (readonly [string, RegExp])[]}[]} */
const limits = [
  {
    name: "Python, caller's cost of recording one iteration",
    reach: "≤ 1 µs, and ≤ 1/8 of `logging.info` in the same run",
    proof: [
      ["pythonClient", /^iteration\(\), µs/],
      ["pythonClient", /^iteration\(\) against logging/],
    ],
  },
  {
    name: "Python, one timed component",
    reach: "≤ a histogram's observe in the same run",
    proof: [["pythonClient", /^component, enter and exit/]],
  },
  {
    name: "slowdown of an optimizer",
    reach: "≤ 1 %, the median of paired runs",
    proof: [["slowdown", /^monitored GA, ms a generation/]],
  },
  {
    name: "engine ingest, one connection, batches of 500",
    reach: "≥ 1/3 of the parse rate in the same run",
    proof: [["ingest", /^events a second/]],
  },
  {
    name: "one system sample",
    reach: "≤ 3 ms of processor with a tree of 8 processes; no child process a sample",
    proof: [
      ["sample", /against 0\.3 % of a core/],
      ["sample", /programs started a sample/],
    ],
  },
  {
    name: "update of a visible line chart",
    reach: "p95 ≤ 16 ms, however long the run",
    proof: [
      ["panelUpdate", /^p95/],
      ["growth/iterations", /^every later picture/],
    ],
  },
  {
    name: "panel, from command to first full paint",
    reach: "≤ 800 ms with a run of 1,000,000 iterations",
    proof: [["panelOpen", /^panel's first full paint, 1,000,000 /]],
  },
  {
    name: "extension activation",
    reach: "≤ 20 ms, and no turn of what it leaves for later above 10 ms",
    proof: [
      ["activation", /^extension activation/],
      ["activation", /^longest turn/],
    ],
  },
  {
    name: "ending a session",
    reach: "≤ 150 ms with 10,000 sessions in history",
    proof: [
      ["history", /^save a session, 10000 in history/],
      ["growth/sessions", /^saving one more/],
    ],
  },
  {
    name: "stored bytes a sample",
    reach: "≤ 1.3 on the resource series, ≤ 3 on all series",
    proof: [
      ["history", /^bytes a sample, resource/],
      ["history", /^bytes a sample, all/],
    ],
  },
  {
    name: "history of 10,000 sessions",
    reach: "list ≤ 100 ms, trend of one metric ≤ 50 ms, open the panel on any session ≤ 300 ms",
    proof: [
      ["bigHistory", /^list 200 of 10,000 /],
      ["bigHistory", /^trend of one metric of 10,000 /],
      ["bigHistory", /^all that a panel shows first of one of 10,000 /],
      ["trend", /^trend of duration/],
    ],
  },
  {
    name: "size of the packaged extension",
    reach: "≤ 3 MB",
    proof: [["packageSize", /^packaged extension/]],
  },
  {
    name: "engine memory",
    reach: "≤ 120 MB resident with a live session of 1,000,000 iterations × 8 series",
    proof: [["memory", /^engine with a live session of 1,000,000 /]],
  },
];

/** The limits that a row proves. */
export function limitsOf({ bench, what }) {
  return limits.filter(({ proof }) => proof.some(([name, pattern]) => name === bench && pattern.test(what)));
}

/**
 * What became of every limit: `reached` where every proof is there and passed, `short` where one did not, and `not measured`
 * where one is missing.
 */
export function judge(rows) {
  return limits.map(({ name, reach, proof }) => {
    const found = proof.map(([bench, pattern]) => rows.find((row) => row.bench === bench && pattern.test(row.what)));
    const isMissing = found.includes(undefined);
    const verdict = isMissing ? "not measured" : found.every(({ pass }) => pass === true) ? "reached" : "short";
    return { name, reach, verdict, rows: found.filter((row) => row !== undefined) };
  });
}
