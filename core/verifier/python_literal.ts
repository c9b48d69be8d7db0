/**
 * Text that reaches a Python program as data.
 *
 * @module
 */

/** A text as a Python string literal of ASCII characters: whatever the text holds, none of it becomes code. */
export function pythonLiteral(text: string): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, escape);
}
