"""Written-out attention against PyTorch's own, values and gradients."""

from __future__ import annotations

import unittest

try:
    import torch

    from training.policy.causal_attention import LONGEST, causal_products
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


class CausalProductsTest(unittest.TestCase):
    def compare(self, length: int) -> None:
        generator = torch.Generator().manual_seed(length)
        query = torch.randn(2, 4, length, 16, generator=generator)
        key, value = (torch.randn(2, 2, length, 16, generator=generator) for _ in range(2))
        weight = torch.randn(2, length, 4, 16, generator=generator)
        results = []
        for ours in (True, False):
            inputs = q, k, v = (
                query.clone().requires_grad_(),
                key.clone().requires_grad_(),
                value.clone().requires_grad_(),
            )
            if ours:
                mixed = causal_products(torch.nn.Identity(), q, k, v, None, scaling=0.25)[0]
            else:
                mixed = torch.nn.functional.scaled_dot_product_attention(
                    *inputs, is_causal=True, scale=0.25, enable_gqa=True
                ).transpose(1, 2)
            (mixed * weight).sum().backward()
            results.append([mixed.detach(), *(x.grad for x in inputs)])
        for own, reference in zip(*results, strict=True):
            self.assertLess(float((own - reference).abs().max()), 2e-5)

    def test_equals_the_fused_kernel_for_short_sequences(self) -> None:
        self.compare(1)
        self.compare(37)

    def test_equals_the_fused_kernel_for_long_sequences(self) -> None:
        self.compare(LONGEST + 1)

    def test_mask_and_cached_prefix_are_refused(self) -> None:
        x = torch.zeros(1, 1, 3, 4)
        with self.assertRaisesRegex(ValueError, "mask is True"):
            causal_products(torch.nn.Identity(), x, x, x, torch.zeros(1, 1, 3, 3))
        with self.assertRaisesRegex(ValueError, "queries are 1, keys are 3"):
            causal_products(torch.nn.Identity(), x[:, :, :1], x, x, None)


if __name__ == "__main__":
    unittest.main()
