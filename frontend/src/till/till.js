import "./till.css";
