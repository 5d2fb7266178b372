import "./console.css";
import "htmx.org";
import "htmx.org/dist/ext/hx-sse.js";
import "./confirm.js";
import "./copy.js";
import "./early.js";
import "./live.js";
import "./print.js";
import "./theme.js";
import "./toggles.js";
import { drawCharts } from "./charts.js";

drawCharts(document);
document.addEventListener("htmx:after:process", (event) => drawCharts(event.target));
