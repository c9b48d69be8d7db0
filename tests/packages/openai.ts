export { default } from "npm:openai@7.55.0";
