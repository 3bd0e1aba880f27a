import { readFileSync } from "node:fs";
import { at } from "../../../scripts/setup/paths.mjs";

/** axe-core as a page takes it in: in its short form, which is less than half as long. */
export const axeSource = readFileSync(at("node_modules", "axe-core", "axe.min.js"), "utf8");
