import "./panel.css";
import { PanelPage } from "./panelPage";

const root = document.getElementById("app");
if (root !== null) new PanelPage(root);
