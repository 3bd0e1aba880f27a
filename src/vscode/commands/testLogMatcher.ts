import * as vscode from "vscode";
import { errorText, type Log } from "../../base/log";
import type { MatcherFinding } from "../../protocol/rpc";
import { SETTING_RULES, SETTINGS_PREFIX } from "../../protocol/settings";
import { showUntilPutAway } from "../askUser";
import type { EngineConnection } from "../engine/engineConnection";
import type { Engines } from "../engine/engines";
import { pickLine } from "../shownTexts";

/** The fields of events that are no findings: bookkeeping of ours. */
const OWN_FIELDS: ReadonlySet<string> = new Set(["type", "run", "time"]);

interface FindingItem extends vscode.QuickPickItem {
  readonly isOwn: boolean;
}

/**
 * Shows what the log matchers make of a line while it is typed or pasted. Lines that are selected in the editor are
 * tried together until something is typed.
 */
export async function testLogMatcher(engines: Engines, log: Log): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection) ?? "";
  const engine = engines.require(editor?.document.uri);
  await engine.open();
  const picker = vscode.window.createQuickPick<FindingItem>();
  picker.title = vscode.l10n.t("Test a Log Matcher");
  picker.placeholder =
    selected.includes("\n") || selected === "" ? vscode.l10n.t("Paste a line that your program prints") : selected;
  if (selected !== "" && !selected.includes("\n")) picker.value = selected;
  const show = new LatestOnly(engine, log, (findings) => (picker.items = itemsOf(findings)));
  const update = (): void => show.ask(picker.value === "" ? selected : picker.value);
  picker.onDidChangeValue(update);
  picker.onDidAccept(() => {
    const [item] = picker.selectedItems;
    picker.hide();
    if (item?.isOwn !== false) openSetting();
  });
  update();
  await showUntilPutAway(picker);
  picker.dispose();
}

/** Answers may overtake each other; only the one to the newest question is shown. */
class LatestOnly {
  private asked = 0;

  constructor(
    private readonly engine: EngineConnection,
    private readonly log: Log,
    private readonly onAnswer: (findings: readonly MatcherFinding[]) => void,
  ) {}

  ask(text: string): void {
    const number = ++this.asked;
    this.engine.request("tryLogLines", { text }).then(
      (findings) => (number === this.asked ? this.onAnswer(findings) : undefined),
      (error: unknown) => this.log.warn(`The log matchers could not be tried: ${errorText(error)}`),
    );
  }
}

function itemsOf(findings: readonly MatcherFinding[]): readonly FindingItem[] {
  const items = findings.map((finding): FindingItem => ({
    label: `$(${iconOf(finding)}) ${pickLine(finding.name)}`,
    description: finding.isOwn ? vscode.l10n.t("your matcher") : "",
    detail: pickLine(detailOf(finding)),
    // The list is no answer to what is typed by its letters.
    alwaysShow: true,
    isOwn: finding.isOwn,
  }));
  if (items.some(({ isOwn }) => isOwn)) return items;
  const add = { label: `$(add) ${vscode.l10n.t("Define a matcher in the settings…")}`, alwaysShow: true, isOwn: true };
  return findings.length === 0
    ? [{ label: vscode.l10n.t("No matcher knows this line."), alwaysShow: true, isOwn: false }, add]
    : [...items, add];
}

function iconOf({ matches, problem }: MatcherFinding): string {
  return problem !== undefined ? "error" : matches ? "check" : "circle-slash";
}

function detailOf({ matches, problem, events }: MatcherFinding): string {
  if (problem !== undefined) return vscode.l10n.t("The expression cannot be used: {0}", problem);
  if (!matches) return vscode.l10n.t("does not match");
  const fields = events.flatMap((event) => Object.entries(event).filter(([name]) => !OWN_FIELDS.has(name)));
  const texts = fields.map(([name, value]) => `${name} ${typeof value === "number" ? value : String(value)}`);
  return texts.length === 0 ? vscode.l10n.t("matches, without numbers") : texts.join(", ");
}

function openSetting(): void {
  const key = `${SETTINGS_PREFIX}.${SETTING_RULES.logMatchers.key}`;
  void vscode.commands.executeCommand("workbench.action.openSettings", key);
}
