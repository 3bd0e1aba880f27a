// What a demo needs on disk: a copy of the examples, a profile with both extensions, a build.
import { cpSync, mkdirSync } from "node:fs";
import { basename } from "node:path";
import { at, root } from "../setup/paths.mjs";
import { run, step } from "../setup/command.mjs";
import { createProfile, linkExtension } from "../editor/server.mjs";
import { copyWorkspace, isLeftover, linkSurroundings } from "../editor/workspace.mjs";

/** Builds the extension. */
export async function buildExtension() {
  await step("Building", () => run(process.execPath, [at("scripts", "build.mjs")], { cwd: root }));
}

/** A fresh profile in which the extension and the starter are installed. */
export function prepareProfile() {
  const profile = createProfile();
  linkExtension(profile, root);
  linkExtension(profile, at("scripts", "demo", "starter"));
  return profile;
}

/** The workspace that is opened: a copy, so that the repository stays clean, and the same one, so that history grows. */
export function prepareWorkspace({ temporary }) {
  if (temporary) return copyWorkspace(at("examples"));
  const target = at(".demo", "examples");
  mkdirSync(target, { recursive: true });
  linkSurroundings(at(".demo"));
  cpSync(at("examples"), target, { recursive: true, filter: (path) => !isLeftover(basename(path)) });
  return target;
}
