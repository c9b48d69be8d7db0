import assert from "node:assert/strict";
import { TestServer } from "../testing/running_server.ts";

Deno.test("GET /v1/models lists the model by itself and with each preset", async () => {
  using server = new TestServer();
  const { object, data } = await (await server.fetch("/v1/models")).json();
  assert.equal(object, "list");
  assert.deepEqual(data.map(({ id }: { id: string }) => id), ["sums", "sums:paper", "sums:msft"]);
});

Deno.test("GET /v1/models/{id} is that model of the list; others are a 404 in the API's form", async () => {
  using server = new TestServer();
  const { data } = await (await server.fetch("/v1/models")).json();
  assert.deepEqual(await (await server.fetch("/v1/models/sums%3Apaper")).json(), data[1]);
  assert.deepEqual(await (await server.fetch("/v1/models/sums:msft")).json(), data[2]);
  for (const id of ["gpt-4", "sums:best", "org%2Fsums", "constructor"]) {
    const response = await server.fetch(`/v1/models/${id}`);
    const { error } = await response.json();
    assert.deepEqual([response.status, error.code, error.param], [404, "model_not_found", "model"]);
  }
});
