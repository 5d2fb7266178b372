// The floor editor: sections, tables and combinations, drawn by hand.
import "./floor.css";
