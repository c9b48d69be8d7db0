/**
 * Brackets of LaTeX: where they close, and the parts between commas outside them. `\{` is a bracket, `{` groups.
 *
 * @module
 */

const TEXT_REGEXP = /^\\(?:text|textbf|textit|mathrm|mathbf|mbox)\{/;

/** The content of a text that is one `\text{…}` (or `\mathrm{…}` and the like); any other text trimmed. */
export function unwrapText(text: string): string {
  const trimmed = text.trim();
  const opening = TEXT_REGEXP.exec(trimmed);
  if (opening === null) return trimmed;
  const end = closingBrace(trimmed, opening[0].length - 1);
  return end === trimmed.length - 1 ? unwrapText(trimmed.slice(opening[0].length, end)) : trimmed;
}

/** The index of the brace that closes the one at `open`, or -1. Escaped braces do not count. */
export function closingBrace(text: string, open: number): number {
  for (let i = open, depth = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i;
  }
  return -1;
}

/** Whether the bracket at the start of a text is closed by the one at its end. */
export function closes(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\" && /[{}]/.test(text[i + 1] ?? "")) i++;
    if (/[([{]/.test(text[i])) depth++;
    else if (/[)\]}]/.test(text[i]) && --depth === 0 && i < text.length - 1) return false;
  }
  return depth === 0;
}

/** The trimmed parts of a text between separators outside brackets; `separator` matches one character. */
export function splitTop(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const isCommand = text[i] === "\\";
    if (isCommand) i++;
    const character = text[i] ?? "";
    if (character === "{" && !isCommand) i = Math.max(i, closingBrace(text, i));
    else if (/[([]/.test(character) || isCommand && character === "{") depth++;
    else if (/[)\]]/.test(character) || isCommand && character === "}") depth--;
    else if (depth === 0 && !isCommand && separator.test(character)) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}
