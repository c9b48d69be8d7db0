import assert from "node:assert/strict";
import { CellCounter } from "./cell_counter.ts";

Deno.test("CellCounter counts a shared cell once and frees it with its last holder", () => {
  const cells = new CellCounter(10, 3);
  cells.append(0, 6);
  cells.copy(0, 1);
  cells.truncate(1, 4);
  cells.append(1, 3);
  assert.equal(cells.free, 1);
  assert.equal(cells.usedBy([0]), 6);
  assert.equal(cells.usedBy([0, 1]), 9);
  cells.truncate(0, 0);
  assert.equal(cells.free, 3);
  assert.equal(cells.usedBy([1]), 7);
  cells.truncate(1, 0);
  assert.equal(cells.free, 10);
});

Deno.test("CellCounter.append() throws when there are fewer cells", () => {
  assert.throws(() => new CellCounter(2, 1).append(0, 3), /3 cells are taken although 2 are free/);
});

Deno.test("CellCounter.copy() throws when the target is not empty", () => {
  const cells = new CellCounter(4, 2);
  cells.append(0, 1);
  cells.append(1, 1);
  assert.throws(() => cells.copy(0, 1), /not empty/);
});
