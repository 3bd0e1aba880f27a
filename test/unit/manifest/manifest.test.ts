// The manifest, its texts and the code agree: what one names, the others know.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SETTING_RULES, SETTINGS_PREFIX, type SettingRule } from "../../../src/protocol/settings";
import {
  COMMANDS,
  CONTEXT_KEYS,
  EXTENSION_ID,
  PANEL_VIEW_TYPE,
  SESSIONS_VIEW,
  TASK_TYPE,
  TREE_ITEMS,
  WALKTHROUGH,
} from "../../../src/vscode/contributions";

const root = join(import.meta.dirname, "..", "..", "..");
const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");

interface Setting {
  readonly default: unknown;
  readonly type: string;
  readonly scope?: string;
  readonly order?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly markdownDescription?: string;
  readonly items?: { readonly enum?: readonly string[]; readonly markdownEnumDescriptions?: readonly string[] };
}

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly main: string;
  readonly icon: string;
  readonly l10n: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Record<string, string>;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string; icon?: string }[];
    readonly menus: Record<string, readonly { command: string; when?: string }[]>;
    readonly configuration: { readonly properties: Record<string, Setting> };
    readonly views: Record<string, readonly { id: string; icon: string }[]>;
    readonly viewsContainers: { readonly activitybar: readonly { id: string; icon: string }[] };
    readonly viewsWelcome: readonly { view: string; contents: string; when: string }[];
    readonly taskDefinitions: readonly { type: string; properties: Record<string, unknown> }[];
    readonly walkthroughs: readonly {
      id: string;
      steps: readonly { id: string; media: { svg: string; altText: string }; completionEvents: readonly string[] }[];
    }[];
  };
}

const manifestText = read("package.json");
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(read("package.nls.json")) as Record<string, string>;
const { contributes } = manifest;

describe("identity", () => {
  it("has the id that the code uses, and files where it says", () => {
    expect(`${manifest.publisher}.${manifest.name}`).toBe(EXTENSION_ID);
    expect(existsSync(join(root, manifest.icon))).toBe(true);
    expect(existsSync(join(root, manifest.l10n))).toBe(true);
  });

  it("has an icon of 256 × 256 pixels", () => {
    const png = readFileSync(join(root, manifest.icon));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([256, 256]);
  });

  it("compiles against the oldest editor that it supports", () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies["@types/vscode"]}`);
  });

  it("activates for the panel and the task type, and never for everything", () => {
    expect(manifest.activationEvents).toContain(`onWebviewPanel:${PANEL_VIEW_TYPE}`);
    expect(manifest.activationEvents).toContain(`onTaskType:${TASK_TYPE}`);
    expect(manifest.activationEvents).not.toContain("*");
  });
});

describe("texts", () => {
  const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? "");

  it("exist for every key of the manifest", () => {
    expect(used.filter((key) => texts[key] === undefined || texts[key] === "")).toEqual([]);
  });

  it("are all used", () => {
    expect(Object.keys(texts).filter((key) => !used.includes(key))).toEqual([]);
  });

  it("link only to commands of ours that exist, or to the editor's", () => {
    const links = Object.values(texts).flatMap((text) => [...text.matchAll(/\(command:([\w.]+)\)/g)].map((m) => m[1]));
    const ours = links.filter((link) => link?.startsWith(SETTINGS_PREFIX));
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.filter((link) => !Object.values<string | undefined>(COMMANDS).includes(link))).toEqual([]);
  });

  it("name only settings that exist", () => {
    const named = Object.values(texts).flatMap((text) => [...text.matchAll(/`#([\w.]+)#`/g)].map((m) => m[1] ?? ""));
    expect(named.filter((key) => contributes.configuration.properties[key] === undefined)).toEqual([]);
  });
});

describe("commands", () => {
  it("are the table's, each with a title, a category and an icon", () => {
    const declared = contributes.commands.map(({ command }) => command);
    expect([...declared].sort()).toEqual(Object.values<string>(COMMANDS).sort());
    for (const { command, title, category, icon } of contributes.commands) {
      expect(title, command).toBe(`%command.${command.slice(SETTINGS_PREFIX.length + 1)}%`);
      expect(category).toBe("Optimizer Monitor");
      expect(icon, command).toMatch(/^\$\([a-z-]+\)$/);
    }
  });

  it("of the menus exist", () => {
    const inMenus = Object.values(contributes.menus).flatMap((entries) => entries.map(({ command }) => command));
    expect(inMenus.filter((command) => !Object.values<string>(COMMANDS).includes(command))).toEqual([]);
  });

  it("are offered for the tree items that the code makes", () => {
    const clauses = (contributes.menus["view/item/context"] ?? []).map(({ when }) => when ?? "");
    for (const clause of clauses) expect(clause).toContain(`view == ${SESSIONS_VIEW}`);
    const patterns = clauses.map((clause) => new RegExp(/viewItem =~ \/(.*)\/$/.exec(clause)?.[1] ?? "^never$"));
    const marks = ["", ".pinned", ".baseline", ".pinned.baseline"];
    const items = Object.values(TREE_ITEMS).flatMap((item) => marks.map((mark) => item + mark));
    for (const item of items) expect(patterns.filter((pattern) => pattern.test(item)).length, item).toBeGreaterThan(3);
    for (const pattern of patterns)
      expect(
        items.some((item) => pattern.test(item)),
        String(pattern),
      ).toBe(true);
  });
});

describe("settings", () => {
  const { properties } = contributes.configuration;
  const rules = Object.values<SettingRule>(SETTING_RULES);

  it("are those of the one table", () => {
    const keys = rules.map(({ key }) => `${SETTINGS_PREFIX}.${key}`);
    expect(Object.keys(properties).sort()).toEqual(keys.sort());
  });

  it.each(rules.map((rule) => [rule.key, rule] as const))("%s has the rule's type, default and bounds", (key, rule) => {
    const setting = properties[`${SETTINGS_PREFIX}.${key}`];
    expect(setting?.default).toEqual(rule.default);
    expect(setting?.type).toBe(
      {
        boolean: "boolean",
        number: "number",
        enum: "string",
        text: "string",
        list: "array",
        matchers: "array",
        rules: "array",
      }[rule.kind],
    );
    if (rule.kind === "number") expect([setting?.minimum, setting?.maximum]).toEqual([rule.minimum, rule.maximum]);
    if (rule.kind === "enum") expect(setting?.enum).toEqual(rule.values);
    if (rule.kind === "list") expect(setting?.items?.enum).toEqual(rule.values);
  });

  it("cannot be set by a workspace where they name a program, a folder, an address, or open a way in or out", () => {
    const named = /folder|path|url|server|host|port|origin|endpoint|command|program|executable|email|api\.|otlp\./i;
    // Not by the folder that is opened, and in one that is not trusted not even where a person lets a workspace choose.
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const bound = ["machine", "machine-overridable"];
    const keys = Object.keys(contributes.configuration.properties).filter((key) =>
      named.test(key.slice(SETTINGS_PREFIX.length)),
    );
    // What a report is made of, and when, goes into the folder that only the machine's owner chooses.
    const harmless = ["optimizerMonitor.report.onSessionEnd", "optimizerMonitor.report.format"];
    for (const key of keys.filter((key) => !harmless.includes(key))) {
      expect(bound, key).toContain(contributes.configuration.properties[key]?.scope);
      expect(restrictedConfigurations, key).toContain(key);
    }
    expect(keys.length).toBeGreaterThan(10);
  });

  it("are described, ordered and scoped, each value too", () => {
    const orders = Object.values(properties).map(({ order }) => order);
    expect(new Set(orders).size).toBe(orders.length);
    for (const [key, setting] of Object.entries(properties)) {
      expect(setting.markdownDescription, key).toBe(`%setting.${key.slice(SETTINGS_PREFIX.length + 1)}%`);
      expect(["window", "resource", "machine-overridable", "machine"], key).toContain(setting.scope);
      const rule = rules.find((candidate) => `${SETTINGS_PREFIX}.${candidate.key}` === key);
      expect(setting.scope === "machine", key).toBe(rule?.isMachine === true);
      expect(setting.markdownEnumDescriptions?.length, key).toBe(setting.enum?.length);
      expect(setting.items?.markdownEnumDescriptions?.length, key).toBe(setting.items?.enum?.length);
    }
  });

  it("that name a path, open a port, send data or prune the history are not read from a workspace that is not trusted", () => {
    const machine = rules.filter(({ isMachine }) => isMachine === true).map(({ key }) => key);
    expect(machine).toHaveLength(14);
    // What a workspace that nobody trusts says must not cost anyone their sessions.
    const retention = rules.map(({ key }) => key).filter((key) => key.startsWith("history.retention."));
    expect(retention).toHaveLength(4);
    expect(new Set(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations)).toEqual(
      new Set([SETTING_RULES.historyFolder.key, ...retention, ...machine].map((key) => `${SETTINGS_PREFIX}.${key}`)),
    );
  });
});

describe("views and walkthrough", () => {
  it("hold the tree that the code fills, with pictures that exist", () => {
    const views = Object.values(contributes.views).flat();
    expect(views.map(({ id }) => id)).toEqual([SESSIONS_VIEW]);
    expect(Object.keys(contributes.views)).toEqual(contributes.viewsContainers.activitybar.map(({ id }) => id));
    const icons = [...views, ...contributes.viewsContainers.activitybar].map(({ icon }) => icon);
    expect(icons.filter((icon) => !existsSync(join(root, icon)))).toEqual([]);
  });

  it("welcome in exactly one way in every state of the window", () => {
    const states = [true, false].flatMap((folder) =>
      [true, false].flatMap((virtual) => [true, false].map((trusted) => ({ folder, virtual, trusted }))),
    );
    for (const { folder, virtual, trusted } of states) {
      const facts: Record<string, boolean> = {
        "workspaceFolderCount == 0": !folder,
        "workspaceFolderCount != 0": folder,
        virtualWorkspace: virtual,
        "!virtualWorkspace": !virtual,
        isWorkspaceTrusted: trusted,
        "!isWorkspaceTrusted": !trusted,
      };
      const shown = contributes.viewsWelcome.filter(({ when }) =>
        when.split(" && ").every((part) => facts[part] === true),
      );
      expect(
        shown.map(({ contents }) => contents),
        JSON.stringify({ folder, virtual, trusted }),
      ).toHaveLength(1);
    }
  });

  it("has four steps that end by what the user does, with themeable pictures", () => {
    const walkthrough = contributes.walkthroughs.find(({ id }) => id === WALKTHROUGH);
    expect(walkthrough?.steps.map(({ id }) => id)).toEqual(["run", "panel", "instrument", "demo"]);
    for (const { media, completionEvents, id } of walkthrough?.steps ?? []) {
      const svg = read(media.svg);
      expect(svg, id).toContain("var(--vscode-foreground)");
      expect(svg, id).not.toMatch(/#[0-9a-f]{3,6}\b/i);
      expect(completionEvents.length, id).toBeGreaterThan(0);
      for (const event of completionEvents) {
        const [kind, name] = event.split(":");
        const commands = [...Object.values<string>(COMMANDS), "workbench.action.tasks.runTask"];
        const known: readonly string[] = kind === "onContext" ? Object.values(CONTEXT_KEYS) : commands;
        expect(known, event).toContain(name);
      }
    }
  });

  it("declares our task type with the properties that the code reads", () => {
    const [definition] = contributes.taskDefinitions;
    expect(definition?.type).toBe(TASK_TYPE);
    expect(Object.keys(definition?.properties ?? {}).sort()).toEqual(["args", "command", "cwd", "env", "label"]);
  });
});
