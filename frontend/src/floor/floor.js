// The floor editor: sections, tables and combinations, drawn by hand.
import "./floor.css";
import { Editor } from "./editor.js";

const root = document.querySelector("[data-floor]");
if (root) new Editor(root).open();
