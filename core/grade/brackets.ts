/**
 * Brackets of LaTeX: where they close, and the parts between commas outside them. `\{` is a bracket, `{` groups.
 *
 * @module
 */

const TEXT_REGEXP = /^\\(?:text|textbf|textit|mathrm|mathbf|mbox)\{/;

/** More wrappers around one answer stay, so that thousands of them cost no more than a few. */
const MAX_WRAPPERS = 8;

/** The content of a text that is one `\text{…}` (or `\mathrm{…}` and the like); any other text trimmed. */
export function unwrapText(text: string): string {
  return unwrapped(text, TEXT_REGEXP);
}

/** A text without the wrappers around the whole of it; `opening` matches what begins one, up to its brace. */
export function unwrapped(text: string, opening: RegExp): string {
  let result = text.trim();
  for (let i = 0; i < MAX_WRAPPERS; i++) {
    const start = opening.exec(result)?.[0].length;
    if (start === undefined || closingBrace(result, start - 1) !== result.length - 1) return result;
    result = result.slice(start, -1).trim();
  }
  return result;
}

const [BACKSLASH, OPENING, CLOSING] = Array.from("\\{}", (character) => character.charCodeAt(0));

/** The index of the brace that closes the one at `open`, or -1. Escaped braces do not count. */
export function closingBrace(text: string, open: number): number {
  for (let i = open, depth = 0; i < text.length; i++) {
    const code = text.charCodeAt(i); // several times as quick as text[i], which counts in a text of 100 000 characters
    if (code === BACKSLASH) i++;
    else if (code === OPENING) depth++;
    else if (code === CLOSING && --depth === 0) return i;
  }
  return -1;
}

/** For each brace that is closed the index of the one that closes it, else 0; one pass for all. */
function closingBraces(text: string): Int32Array {
  const closing = new Int32Array(text.length);
  const open: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "{") open.push(i);
    else if (text[i] === "}" && open.length > 0) closing[open.pop()!] = i;
  }
  return closing;
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
  const closing = closingBraces(text);
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const isCommand = text[i] === "\\";
    if (isCommand) i++;
    const character = text[i] ?? "";
    if (character === "{" && !isCommand) i = closing[i] || i;
    else if (/[([]/.test(character) || isCommand && character === "{") depth++;
    else if (/[)\]]/.test(character) || isCommand && character === "}") depth--;
    else if (depth === 0 && !isCommand && separator.test(character)) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}
