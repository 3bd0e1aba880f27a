// Chromium for looking at the editor: driven by playwright-core, closed network or not, root or not.
import { chromium } from "playwright-core";
import { findChromium } from "../setup/systemPackages.mjs";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
];

/**
 * Starts a headless Chromium; `OPTIMIZER_MONITOR_HEADED=1` shows its window.
 * @returns {Promise<import("playwright-core").Browser>}
 */
export async function launchBrowser() {
  const headed = process.env.OPTIMIZER_MONITOR_HEADED !== undefined;
  const executablePath = findChromium({ headed });
  if (executablePath === undefined)
    throw new Error("Chromium is missing: apt-get install chromium-headless-shell, or chromium");
  return chromium.launch({ executablePath, headless: !headed, args: flags });
}

/**
 * The address of a folder (or a .code-workspace file) in the editor that a server serves.
 * @param {{origin: string, folder: string, payload?: [string, string][], token?: string}} options
 */
export function editorAddress({ origin, folder, payload, token }) {
  const query = new URLSearchParams();
  if (token !== undefined) query.set("tkn", token);
  query.set(folder.endsWith(".code-workspace") ? "workspace" : "folder", folder);
  if (payload !== undefined) query.set("payload", JSON.stringify(payload));
  return `${origin}/?${query}`;
}
