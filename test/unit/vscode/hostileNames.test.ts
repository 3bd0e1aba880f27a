// What the editor is given to show when a name tries to be an icon, a link or markup, or to change the text around it.
import { describe, expect, it } from "vitest";
import type { LiveReadout, SessionSummary } from "../../../src/protocol/session";
import { sessionFacts, describeSession } from "../../../src/vscode/sessions/sessionText";
import { messageText, pickLine, shownLine, shownName } from "../../../src/vscode/shownTexts";
import { failureText, spokenText, SteadyText } from "../../../src/vscode/statusBarText";
import { tooltipMarkdown } from "../../../src/vscode/statusBarTooltip";
import { HOSTILE_NAMES, type HostileKind } from "../../ui/hostile/hostileNames";

const UNSEEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

function readoutOf(name: string): LiveReadout {
  const alert = { id: "a", rule: name, kind: "threshold", severity: "problem", message: name, time: 1 } as const;
  return {
    sessionId: "s",
    label: name,
    elapsedSeconds: 3,
    run: { algorithm: name, iteration: 1, best: 2 },
    gpus: [{ name, utilizationPercent: 3 }],
    components: [{ name, count: 1, totalSeconds: 1 }],
    alerts: [alert],
  };
}

function summaryOf(name: string): SessionSummary {
  return {
    ...{ id: "s", label: name, status: "failed", kind: "task", startTime: 1, endTime: 2, host: name, reason: name },
    ...{ problem: name, command: name, note: name, tags: [name, name], algorithms: [name, name] },
    ...{ runCount: 2, iterationCount: 1, dropped: 0, git: { commit: "abc", branch: name, isDirty: false } },
  };
}

describe.each(Object.keys(HOSTILE_NAMES) as HostileKind[])("the hostile name: %s", (kind) => {
  const name = HOSTILE_NAMES[kind];

  it("is short and on one line in names, lists and messages", () => {
    expect(shownName(name).length).toBeLessThanOrEqual(80);
    const facts = sessionFacts(summaryOf(name), 3).map(([, value]) => shownLine(value));
    for (const line of [...facts, shownLine(describeSession(summaryOf(name), 3)), pickLine(name), messageText(name)]) {
      expect(line.length).toBeLessThanOrEqual(640);
      expect(line).not.toMatch(UNSEEN);
    }
  });

  it("is no icon in a list and no link in a message", () => {
    expect(pickLine(name)).not.toMatch(/\$\(/);
    expect(messageText(`${name}: ${name}`)).not.toMatch(/\]\(/);
  });

  it("leaves the status bar its one icon, and short", () => {
    const text = new SteadyText().write(readoutOf(name), ["run", "iteration"], 0);
    for (const shown of [text, new SteadyText().write(readoutOf(name), [], 0), failureText(name, name)]) {
      expect(shown.match(/\$\(/g)).toHaveLength(1);
      expect(shown.length).toBeLessThan(120);
      expect(shown).not.toMatch(UNSEEN);
    }
    expect(spokenText(readoutOf(name))).not.toMatch(UNSEEN);
  });

  it("is text in the tooltip's Markdown", () => {
    const markdown = tooltipMarkdown(readoutOf(name), []);
    // Everything that Markdown and the editor's icons take notice of is escaped, but for the table and our own signs.
    const rest = markdown
      .replaceAll("\\$(", "$(")
      .replaceAll(/\\./g, "")
      .replaceAll(/^\| \| \|$|^\|:--\|:--\|$/gm, "")
      .replaceAll(/^\| ([^|]*) \| (.*) \|$/gm, "$1 $2")
      .replaceAll(/^\*\*(.*)\*\* ·/gm, "$1")
      .replaceAll(/^\$\(warning\) |&[lg]t;/gm, "");
    expect(rest).not.toMatch(/[<>[\]`*_~|]|\$\(|https?:|www\./);
    expect(markdown.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(6);
    expect(markdown.length).toBeLessThan(3000);
    expect(markdown.replaceAll("\n", "")).not.toMatch(UNSEEN);
  });
});

it("cuts no character in half", () => {
  expect(shownName(`${"a".repeat(78)}😀${"b".repeat(50)}`)).toBe(`${"a".repeat(78)}…`);
});
