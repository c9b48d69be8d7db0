/**
 * What pages of figures are built from: escaped HTML, tables, the page with its style.
 *
 * @module
 */
export * from "./html.ts";
export { page } from "./page.ts";
export * from "./table.ts";
