// From the command to the first full paint of the live panel in a running editor, on a session with one run of 1,000,000
// iterations, beside opening an empty webview panel in the same editor. Prints one JSON line.
import { spawn } from "node:child_process";

import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { editorAddress, launchBrowser } from "../scripts/editor/browser.mjs";
import { createProfile, linkExtension, removeProfile, startServer } from "../scripts/editor/server.mjs";
import { copyWorkspace, removeWorkspace } from "../scripts/editor/workspace.mjs";
import { ensureEditor } from "../scripts/setup/editor.mjs";
import { at, root } from "../scripts/setup/paths.mjs";
import { median } from "./_source.mjs";

const ITERATIONS = Number(process.env["BENCH_ITERATIONS"] ?? 1_000_000);
const BATCH = 500;
const OPENINGS = 6;
const REACH_MS = 800;
const self = fileURLToPath(import.meta.url);

/** The program that is recorded: one run, sent as fast as the engine takes it. */
async function reportRun() {
  const socket = connect(process.env["OPTIMIZER_MONITOR_ENDPOINT"].replace(/^unix:/, ""));
  const session = process.env["OPTIMIZER_MONITOR_SESSION"] ?? null;
  const send = (message) =>
    new Promise((resolve) =>
      socket.write(`${JSON.stringify(message)}\n`) ? resolve() : socket.once("drain", resolve),
    );
  await send({ type: "hello", protocol: 1, client: "bench", id: "bench", pid: process.pid, session });
  let sequence = 0;
  const batch = (events) => send({ type: "batch", sequence: ++sequence, events });
  const run = "bench-run";
  await batch([{ type: "run_start", run, algorithm: "GA", problem: "bench", direction: "minimize" }]);
  for (let first = 0; first < ITERATIONS; first += BATCH) await batch(makeIterations(run, first));
  await batch([{ type: "run_end", run, status: "completed" }, { type: "bye" }]);
  await new Promise((resolve) => {
    let answers = "";
    socket.on("data", (bytes) => {
      answers += bytes;
      if (answers.includes(`{"type":"ack","sequence":${sequence}}`)) resolve();
      answers = answers.slice(-100);
    });
  });
  socket.end();
}

function makeIterations(run, first) {
  return Array.from({ length: BATCH }, (_, index) => {
    const i = first + index;
    const mean = 3 + Math.sin(i) * 2.5;
    const std = Math.abs(Math.cos(i * 1.7));
    const time = Date.now() / 1000;
    return { type: "iteration", time, run, iteration: i, best: 100 / (1 + i), mean, std, evaluations: (i + 1) * 50 };
  });
}

/** Records the session with the command line, as a user without an editor does. */
function record(workspace) {
  const args = [
    at("dist", "cli.js"),
    "run",
    "--workspace",
    workspace,
    "--label",
    "bench",
    "--",
    process.execPath,
    self,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args, "--report"], { stdio: ["ignore", "ignore", "inherit"] });
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`recording ended with ${code}`))));
  });
}

/** Puts a command into the palette; again while the extensions are still arriving. */
async function findCommand(page, title) {
  const entry = page
    .locator(".quick-input-list .monaco-list-row")
    .filter({ has: page.getByText(title, { exact: true }) });
  for (let attempt = 0; attempt < 10; attempt++) {
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input").first().fill(`>${title}`);
    const isThere = entry.first().waitFor({ timeout: 3000 });
    if (
      await isThere.then(
        () => true,
        () => false,
      )
    )
      return;
    await page.keyboard.press("Escape");
  }
  throw new Error(`The command palette offers no "${title}".`);
}

/** Opens a panel by its command; the milliseconds from the key to the moment when `isPainted` holds inside it. */
async function open(page, title, isPainted) {
  await findCommand(page, title);
  const began = Date.now();
  await page.keyboard.press("Enter");
  const frame = await (
    await page.frameLocator("iframe.webview.ready").locator("#active-frame").elementHandle()
  ).contentFrame();
  const painted = await frame.waitForFunction(isPainted, undefined, { polling: "raf" });
  const ms = (await painted.jsonValue()) - began;
  await findCommand(page, "View: Close All Editors");
  await page.keyboard.press("Enter");
  await page.locator("iframe.webview").waitFor({ state: "detached" });
  return ms;
}

/** Every chart that can be seen has its picture. */
const isPanelPainted = () => {
  const cards = [...document.querySelectorAll("section.chart-card")].filter((card) => {
    const { top, height } = card.getBoundingClientRect();
    return height > 0 && top < innerHeight;
  });
  const drawn = cards.filter((card) => card.querySelector(".picture canvas") !== null);
  return cards.length >= 3 && drawn.length === cards.length ? Date.now() : false;
};
const isEmptyPainted = () => (document.querySelector("h1") === null ? false : Date.now());

async function main() {
  const workspace = copyWorkspace(at("test", "ui", "fixture"));
  const profile = createProfile();
  linkExtension(profile, root);
  linkExtension(profile, at("bench", "_emptyPanel"));
  await record(workspace);
  const server = await startServer({ editor: await ensureEditor("newest"), profile });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1500, height: 1000 } });
    await page.goto(editorAddress({ origin: server.origin, folder: workspace }));
    await page
      .locator("#status\\.host")
      .filter({ hasNotText: /opening/i })
      .waitFor({ timeout: 60_000 });
    const times = { ours: [], empty: [] };
    for (let turn = 0; turn < OPENINGS; turn++) {
      times.empty.push(await open(page, "Bench: Open Empty Panel", isEmptyPainted));
      times.ours.push(await open(page, "Optimizer Monitor: Open Live Panel", isPanelPainted));
    }
    const empty = median(times.empty.slice(1));
    const row = (what, ours, yardstick, limit) => ({
      what,
      ours,
      yardstick,
      unit: "ms",
      ratio: ours / yardstick,
      reach: limit === undefined ? "" : `<= ${limit} ms`,
      pass: limit === undefined || ours <= limit,
    });
    const rows = [
      row(
        `panel's first full paint, ${ITERATIONS.toLocaleString("en")} iterations, ms`,
        median(times.ours.slice(1)),
        empty,
        REACH_MS,
      ),
      row("the same, the first time in a window, engine and page cold, ms", times.ours[0], times.empty[0]),
    ];
    process.stdout.write(`${JSON.stringify({ bench: "panelOpen", rows })}\n`);
  } finally {
    await browser.close();
    await server.stop();
    removeProfile(profile);
    removeWorkspace(workspace);
  }
}

if (process.argv[2] === "--report") await reportRun();
else await main();
