import * as vscode from "vscode";
import { UserError } from "../../base/userError";
import type { Engines } from "../engine/engines";
import type { LivePanels } from "../panel/livePanels";

const EXAMPLE = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  title: "Best over evaluations",
  data: { name: "iterations" },
  mark: { type: "line", interpolate: "step-after" },
  encoding: {
    x: { field: "evaluations", type: "quantitative" },
    y: { field: "best", type: "quantitative", scale: { zero: false } },
    color: { field: "run", type: "nominal" },
  },
};

/** Writes an example of a custom chart, opens it beside the panel, and shows its tab. */
export async function newCustomChart(engines: Engines, panels: LivePanels): Promise<void> {
  const { folder } = engines.require();
  if (!vscode.workspace.isTrusted) {
    throw new UserError(
      "untrusted",
      vscode.l10n.t("Custom charts are read in trusted workspaces only. Trust this workspace first."),
    );
  }
  const place = panels.charts.folderOf(folder.uri);
  const uri = await freeName(place);
  await vscode.workspace.fs.createDirectory(place);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${JSON.stringify(EXAMPLE, undefined, 2)}\n`));
  panels.openAt({ tab: `chart:${uri.path.split("/").at(-1) ?? ""}` });
  await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside });
}

async function freeName(folder: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, number === 1 ? "my-chart.vl.json" : `my-chart-${number}.vl.json`);
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      return uri;
    }
  }
}
