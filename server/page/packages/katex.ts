export { default } from "npm:katex@0.19.1";
