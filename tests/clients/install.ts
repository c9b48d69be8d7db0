/**
 * The first half of `deno task test:clients`: installs the clients that `clients_test.ts` skips without.
 *
 * @module
 */
import { installClients } from "./packages.ts";

await installClients();
