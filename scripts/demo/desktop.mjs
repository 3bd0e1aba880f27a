// The demo in a desktop VS Code: the one that is installed, else one that @vscode/test-electron downloads.
import { spawn } from "node:child_process";
import { findCommand } from "../setup/command.mjs";
import { editors } from "../setup/paths.mjs";

/** Whether this machine shows windows at all. */
export function hasDisplay() {
  if (process.platform !== "linux") return true;
  return [process.env.DISPLAY, process.env.WAYLAND_DISPLAY].some((value) => value !== undefined && value !== "");
}

/** The path of a desktop VS Code's command line, or undefined when there is none and none can be downloaded. */
export async function findDesktopEditor() {
  const installed = findCommand("code", "code.cmd", "code-insiders", "codium");
  if (installed !== undefined) return installed;
  try {
    const { downloadAndUnzipVSCode, resolveCliPathFromVSCodeExecutablePath } = await import("@vscode/test-electron");
    return resolveCliPathFromVSCodeExecutablePath(await downloadAndUnzipVSCode(editors.newest.vscode));
  } catch (error) {
    process.stdout.write(`No desktop VS Code here (${error.message}); using the browser.\n`);
    return undefined;
  }
}

/** Opens a window of its own and resolves when it is closed. */
export function openDesktop({ command, profile, workspace, env }) {
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const folders = [`--user-data-dir=${profile.data}`, `--extensions-dir=${profile.extensions}`];
  const child = spawn(
    command,
    [...asRoot, ...folders, "--new-window", "--wait", "--disable-workspace-trust", workspace],
    {
      stdio: "inherit",
      shell: process.platform === "win32",
      env: { ...process.env, ...env },
    },
  );
  const closed = new Promise((resolve) => child.once("close", resolve).once("error", resolve));
  return { closed, stop: () => child.kill() };
}
