// The public booking page.
import "./book.css";
