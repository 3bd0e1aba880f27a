// How long one update of a visible line chart with 1,600 points takes in Chromium under the panel's policy, beside a plain
// Vega view that may compile its expressions, in the same run. Prints one JSON line.
import { createServer } from "node:http";
import esbuild from "esbuild";
import { launchBrowser } from "../scripts/editor/browser.mjs";
import { at, root } from "../scripts/setup/paths.mjs";

const WARM_UP = 30;
const TURNS = 200;
const REACH_MS = 16;
const NONCE = "YmVuY2g";

const built = await esbuild.build({
  entryPoints: [at("bench", "_panelUpdatePage.ts")],
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  target: "es2022",
  absWorkingDir: root,
});
const script = built.outputFiles[0].text;
const html = `<!DOCTYPE html><meta charset="utf-8"><body><script nonce="${NONCE}" src="page.js"></script></body>`;

const server = createServer((request, response) => {
  if (request.url === "/page.js")
    return void response.writeHead(200, { "content-type": "text/javascript" }).end(script);
  const more = request.url === "/plain" ? " 'unsafe-eval'" : "";
  const policy = `default-src 'none'; script-src 'nonce-${NONCE}'${more}; img-src data: blob:`;
  response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy }).end(html);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

function percentile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const browser = await launchBrowser();
try {
  const open = async (kind) => {
    const page = await browser.newPage({ viewport: { width: 900, height: 500 } });
    await page.goto(`${origin}/${kind}`);
    return (turns) => page.evaluate(([name, count]) => window.measure(name, count), [kind, turns]);
  };
  const pages = { ours: await open("ours"), plain: await open("plain") };
  const times = { ours: [], plain: [] };
  // Taking turns, so that whatever else the machine does meets both alike.
  for (let round = 0; round < 4; round++) {
    for (const kind of ["ours", "plain"]) times[kind].push(...(await pages[kind](WARM_UP + TURNS / 4)).slice(WARM_UP));
  }
  const rows = [
    ["p95 of an update of 1,600 points, ms", 0.95, REACH_MS],
    ["median of an update of 1,600 points, ms", 0.5, REACH_MS],
  ].map(([what, share, reach]) => {
    const ours = percentile(times.ours, share);
    const yardstick = percentile(times.plain, share);
    return { what, ours, yardstick, ratio: ours / yardstick, reach: `<= ${reach} ms`, pass: ours <= reach };
  });
  process.stdout.write(`${JSON.stringify({ bench: "panelUpdate", rows })}\n`);
} finally {
  await browser.close();
  server.close();
}
