/**
 * The style sheet of the report pages, light and dark.
 *
 * @module
 */

/**
 * CSS. Each colour has a contrast of at least 4.5 to the paper and to text on it (WCAG 2.2, AA); `--c1` to `--c6` also
 * differ in lightness, so that they can be told apart under each kind of colour blindness.
 */
export const STYLE = `
:root {
  --paper: #fdfdfb; --ink: #1c2024; --muted: #5d666f; --rule: #e2e4e1; --on: #ffffff;
  --good: #0067a6; --between: #6d757d; --bad: #c24e00; --first: #9a6b00; --last: #24398a;
  --c1: #0b45b8; --c2: #8f2f10; --c3: #2c8072; --c4: #651062; --c5: #956b00; --c6: #7b66bf;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --ink: #e7e9eb; --muted: #9ba5ae; --rule: #2b3136; --on: #10130f;
    --good: #5bb3ee; --between: #8f98a1; --bad: #ff9a5c; --first: #a98526; --last: #b4c6ff;
    --c1: #3d90fb; --c2: #e98f45; --c3: #6ef5d6; --c4: #e5489c; --c5: #f9db3c; --c6: #aab2f5;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 952px; margin: 0 auto; padding: 32px 16px 64px; }
h1 { margin: 0; font-size: 32px; line-height: 1.2; font-weight: 650; overflow-wrap: anywhere; }
h2 { margin: 56px 0 20px; padding-top: 12px; border-top: 1px solid var(--rule); font-size: 20px; font-weight: 650; }
header p { max-width: 65ch; overflow-wrap: anywhere; }
.kind, .when, .note, .muted, small, summary { color: var(--muted); }
.kind { margin: 0 0 4px; }
.when { margin: 4px 0 0; }
dl, dd, figure { margin: 0; }
.key-figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(124px, 1fr)); gap: 24px 16px; margin: 32px 0; }
dt { color: var(--muted); font-size: 13px; }
.key-figures dd { font-size: 26px; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; }
.key-figures small { display: block; font-size: 12px; line-height: 1.4; font-weight: 400; }
.facts { display: flex; flex-wrap: wrap; gap: 8px 32px; margin-bottom: 16px; }
.facts dd { overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 40px; }
.figures > * { min-width: 0; max-width: 460px; }
.figures > .tall { grid-row: span 2; }
.figures > .wide { grid-column: 1 / -1; max-width: none; }
figcaption { font-weight: 600; margin-bottom: 6px; }
.note { margin: 8px 0 0; font-size: 13px; }
.key { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0 0 10px; font-size: 13px; }
.key span { overflow-wrap: anywhere; }
.key i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; vertical-align: -1px; background: var(--c); }
.key .line, .key .dashed { width: 20px; height: 0; vertical-align: 4px; background: none; border-top: 2px solid var(--c); }
.key .dashed { border-top-style: dashed; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { font-size: 11px; fill: var(--ink); dominant-baseline: central; font-variant-numeric: tabular-nums; }
svg .tick, svg .muted { fill: var(--muted); }
svg .on { fill: var(--on); pointer-events: none; }
svg .end { fill: var(--c); font-weight: 600; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.leader { stroke: var(--c); stroke-dasharray: 1 3; fill: none; }
.grid { stroke: var(--rule); fill: none; }
.axis { stroke: var(--muted); fill: none; }
.line { fill: none; stroke: var(--c); stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.dashed { stroke-dasharray: 3 4; }
.dot, .bar { fill: var(--c); }
.ring { fill: var(--paper); stroke: var(--c); }
.target { fill: transparent; }
details { margin-top: 8px; font-size: 13px; }
summary { cursor: pointer; }
summary:focus-visible { outline: 2px solid var(--c1); outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin-top: 6px; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 12px 3px 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
th { font-weight: 500; }
thead th { color: var(--muted); vertical-align: bottom; }
.numbers td, .numbers thead th:not(:first-child) { text-align: right; white-space: nowrap; }
.numbers tbody th { white-space: nowrap; }
pre { overflow-x: auto; font-size: 12px; }
code { font-size: 12px; overflow-wrap: anywhere; }
@media print {
  :root { --paper: #ffffff; print-color-adjust: exact; }
  main { max-width: none; padding: 0 4px; }
  h2 { margin-top: 24px; break-after: avoid; }
  figure { break-inside: avoid; }
  .figures { grid-template-columns: 1fr 1fr; gap: 24px; }
  details:not([open]), #files { display: none; }
}
`;
