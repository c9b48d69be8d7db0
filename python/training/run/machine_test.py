"""Which number format models are computed in, given the hardware."""

from __future__ import annotations

import os
import unittest
from unittest import mock

try:
    from training.run.machine import computes_bf16
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


class PrecisionTest(unittest.TestCase):
    def test_a_cpu_computes_bf16_only_with_instructions_for_it(self) -> None:
        for capabilities, expected in (
            ({"avx512_f": True, "avx512_bf16": False, "amx_bf16": False}, False),
            ({"avx512_f": True, "avx512_bf16": True, "amx_bf16": False}, True),
            ({"avx512_f": True, "avx512_bf16": True, "amx_bf16": True}, True),
            ({}, False),
        ):
            with (
                self.subTest(capabilities),
                mock.patch("torch.cpu.get_capabilities", return_value=capabilities),
                mock.patch.dict(os.environ),
            ):
                os.environ.pop("ACCELERATE_MIXED_PRECISION", None)
                self.assertEqual(computes_bf16(use_cpu=True), expected)

    def test_what_the_launcher_was_told_goes_first(self) -> None:
        for told in ("bf16", "no"):
            with self.subTest(told), mock.patch.dict(os.environ, {"ACCELERATE_MIXED_PRECISION": told}):
                self.assertEqual(computes_bf16(use_cpu=True), told == "bf16")


if __name__ == "__main__":
    unittest.main()
