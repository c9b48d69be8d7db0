/**
 * What is known of the Mathematics Dataset's questions: which answers a program can come to by luck.
 *
 * @module
 */
export { definesAll, isGuessable, isLuckyGuess } from "./lucky_guess.ts";
