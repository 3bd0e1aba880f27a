// The least that a webview panel can be: what opening ours is compared with.
"use strict";

const vscode = require("vscode");

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("emptyPanel.open", () => {
      const panel = vscode.window.createWebviewPanel("emptyPanel", "Empty", vscode.ViewColumn.Active, {});
      panel.webview.html = "<!DOCTYPE html><html><body><h1>Empty</h1></body></html>";
    }),
  );
};
