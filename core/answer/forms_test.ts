import assert from "node:assert/strict";
import { testPython } from "../verifier/testing/x.ts";
