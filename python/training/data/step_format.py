"""The text format of a solution: special tokens and prompt, exactly those of the official rStar-Math code.

Covered: prompt and special tokens of training and inference (single newline before the assistant tag).
Not covered: other chat templates; a model that brings its own is trained elsewhere.
"""

from __future__ import annotations

END_OF_TEXT = "<|endoftext|>"
PAD = "<pad>"
STEP_TOKENS: tuple[str, ...] = (
    "<code>",
    "<end_of_step>",
    "<end_of_code>",
    "<output>",
    "<end_of_output>",
    "<answer>",
    "<end_of_answer>",
    "<|user|>",
    "<|assistant|>",
    "<refine>",
    "<end_of_refine>",
    "\n<|assistant|>",
)
SPECIAL_TOKENS: tuple[str, ...] = (PAD, END_OF_TEXT, *STEP_TOKENS)


def prompt(question: str) -> str:
    """The text before the first candidate step."""
    return f"<|user|>:\n{question}\n<|assistant|>: Let's think step by step and solve the problem with code."


def has_special_token(text: str) -> bool:
    """Whether text (a question, which nobody vouches for) spells a special token."""
    return any(token in text for token in SPECIAL_TOKENS)
