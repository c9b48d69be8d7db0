import assert from "node:assert/strict";
import { accessOf } from "./access.ts";

const LOCAL = { host: "127.0.0.1" };

Deno.test("accessOf() refuses a list that names nothing: no key must not mean that none is asked for", () => {
  for (const text of ["", " ", ",", " , ", "\t,\n"]) {
    for (const option of ["apiKeys", "origins", "hosts"]) {
      assert.throws(() => accessOf({ ...LOCAL, [option]: text }), {
        code: "bad_request",
        message: /^Cannot serve with --(api-keys|origins|hosts) as it names nothing$/,
      });
    }
  }
  assert.deepEqual(accessOf({ ...LOCAL, apiKeys: " one,,two " }).keys, ["one", "two"]);
  assert.deepEqual(accessOf(LOCAL).keys, []);
});

Deno.test("accessOf() answers to every name only where others than this machine can connect, or --hosts says so", () => {
  for (const host of ["127.0.0.1", "localhost", "LOCALHOST", "::1", "127.1.2.3"]) {
    const { isLocal, hosts } = accessOf({ host });
    assert.deepEqual([isLocal, hosts?.length], [true, 1], host);
  }
  for (const host of ["0.0.0.0", "::", "192.168.1.5", "maths.example"]) {
    assert.deepEqual([accessOf({ host }).isLocal, accessOf({ host }).hosts], [false, undefined], host);
  }
  assert.deepEqual(accessOf({ ...LOCAL, hosts: "a.example, b.example:8080" }).hosts, [
    "127.0.0.1",
    "a.example",
    "b.example:8080",
  ]);
  assert.deepEqual(accessOf({ host: "::", hosts: "a.example" }).hosts, ["[::]", "a.example"]);
  assert.equal(accessOf({ ...LOCAL, hosts: "*" }).hosts, undefined);
});

Deno.test("accessOf() refuses what is no origin or host name", () => {
  for (const origins of ["example.com", "https://example.com/", "https://example.com/page", "null", "https://a, b"]) {
    assert.throws(() => accessOf({ ...LOCAL, origins }), { code: "bad_request", message: /is no origin such as/ });
  }
  assert.deepEqual(accessOf({ ...LOCAL, origins: "https://a.example:8443,*" }).origins, [
    "https://a.example:8443",
    "*",
  ]);
  for (const hosts of ["http://a.example", "a.example/page", "a b"]) {
    assert.throws(() => accessOf({ ...LOCAL, hosts }), { code: "bad_request", message: /is no host name/ });
  }
});
