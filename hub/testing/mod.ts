/**
 * A hub and a package index on this machine, for tests of what fetches from them.
 *
 * @module
 */
export { type HubServer, type HubServerOptions, startHub } from "./hub_server.ts";
export { type IndexServer, startIndex, wheel } from "./index_server.ts";
export { variables } from "./variables.ts";
export { sha256Of } from "./sha256_of.ts";
