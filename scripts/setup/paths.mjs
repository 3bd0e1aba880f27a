// Where things are, and which versions of the editor the tests run in.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/**
 * A path below the root.
 * @param {string[]} parts
 */
export const at = (...parts) => join(root, ...parts);

/** Both ends of what `engines.vscode` promises: the oldest supported editor and the newest one, each on the Node it was made for. */
export const editors = {
  newest: { vscode: "1.139.1", codeServer: "4.139.1", node: "24" },
  oldest: { vscode: "1.100.3", codeServer: "4.100.3", node: "20" },
};

/** The extension's id as the editor knows it. */
export const extensionId = "optimizer-monitor.optimizer-monitor";
