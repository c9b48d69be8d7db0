/**
 * The commands of rstar.
 *
 * @module
 */
export {};
