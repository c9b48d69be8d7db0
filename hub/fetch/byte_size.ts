/**
 * Numbers of bytes as people read them.
 *
 * @module
 */

/** Bytes in a decimal unit with three digits at most, as the hub shows them: `491 MB`, `4.68 GB`. */
export function byteSize(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let [value, unit] = [bytes, 0];
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
