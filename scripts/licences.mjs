// `npm run licences`: writes THIRD-PARTY-LICENSES.md, which ships: every package of which code is in a bundle, with its
// licence. Refuses licences that a person has not allowed. `--check` only says whether the file is as it should be.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { bundleOptions } from "./setup/bundles.mjs";
import { at, root } from "./setup/paths.mjs";

const FILE = at("THIRD-PARTY-LICENSES.md");

/** Licences that allow us to ship with no more than their text. */
const ALLOWED = new Set([
  ...["MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"],
  ...["BSL-1.0", "BlueOak-1.0.0", "Unlicense", "CC0-1.0", "CC-BY-4.0"],
]);

/** Whether an SPDX expression of licences is allowed: all that are joined by AND, one of those that OR separates. */
export function isAllowed(expression) {
  const plain = String(expression).replace(/[()]/g, "");
  return plain.split(" OR ").some((choice) => choice.split(" AND ").every((name) => ALLOWED.has(name.trim())));
}

/** The packages that have code in a bundle, by name and version, as esbuild says. */
export async function bundledPackages() {
  const folders = new Set();
  for (const options of bundleOptions({ production: true })) {
    const { metafile } = await esbuild.build({ ...options, write: false, metafile: true, outdir: options.outdir });
    for (const { inputs } of Object.values(metafile.outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs))
        if (bytesInOutput > 0) folders.add(folderOf(path));
    }
  }
  folders.delete(undefined);
  return [...folders].map(describePackage).sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The folder of the package that a file is in; undefined for a file of ours. */
function folderOf(path) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

function describePackage(folder) {
  const path = join(root, folder);
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const texts = readdirSync(path)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file) && !/\.(js|ts|json)$/.test(file))
    .sort()
    .map((file) => readFileSync(join(path, file), "utf8").replaceAll("\r\n", "\n").trim());
  return { name, version, licence: license ?? licenses?.map(({ type }) => type).join(" OR "), texts };
}

const key = ({ name, version }) => `${name} ${version}`;

/** The text of the file. Packages with the same texts share them. */
export function licencesText(packages) {
  const groups = new Map();
  for (const one of packages) {
    const text = one.texts.join("\n\n");
    groups.set(text, [...(groups.get(text) ?? []), one]);
  }
  const parts = [...groups].map(([text, members]) => {
    const list = members.map((one) => `- ${key(one)} (${one.licence})`).join("\n");
    return `${list}\n\n${text === "" ? "No text of the licence comes with it." : `\`\`\`text\n${text.replaceAll("```", "'''")}\n\`\`\``}`;
  });
  const head = `# Licences of what is in the bundles\n\nWritten by \`npm run licences\`: ${packages.length} packages.\n`;
  return `${head}\n${parts.join("\n\n---\n\n")}\n`;
}

async function main() {
  const packages = await bundledPackages();
  const refused = packages.filter(({ licence }) => !isAllowed(licence));
  for (const one of refused)
    process.stderr.write(`${key(one)} has a licence that nobody has allowed: ${one.licence}\n`);
  const text = licencesText(packages);
  const isStale = process.argv.includes("--check") && readFileSync(FILE, "utf8") !== text;
  if (isStale) process.stderr.write("THIRD-PARTY-LICENSES.md is not up to date: npm run licences\n");
  if (!process.argv.includes("--check")) writeFileSync(FILE, text);
  process.exitCode = refused.length > 0 || isStale ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
