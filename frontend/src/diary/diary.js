// The diary: one day of a store, worked on by touch, mouse and keyboard.
import "./diary.css";
