/**
 * Text from elsewhere, such as file names, before a person reads it.
 *
 * @module
 */

/** Control characters but tab and line feed, and those that reverse the order of what is shown. */
// deno-lint-ignore no-control-regex
const HIDDEN_REGEXP = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The text with its hidden characters as `\u001b`: printed on a terminal they would move, recolour or forge what it shows. */
export function printable(text: string): string {
  return text.replace(HIDDEN_REGEXP, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
