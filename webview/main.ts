import "./panel.css";
import { LivePage } from "./livePage";

const root = document.getElementById("app");
if (root !== null) new LivePage(root);
