"""How far a training run is, by tokens or by time, and the learning rate that follows from it.

A run ends at whichever comes first: its token budget, its time budget, or the end of its data. Progress is the largest of
the three shares, so the learning rate always reaches its end.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Schedule = Literal["linear", "cosine", "trapezoid"]


def learning_rate_share(
    progress: float, step: int, *, schedule: Schedule, warmup_steps: int, end_share: float, decay_share: float = 0.4
) -> float:
    """The share of the peak learning rate, in [0, 1].

    `linear` and `cosine` fall over the whole run from 1 to `end_share`, `trapezoid` over its last `decay_share`. The first
    `warmup_steps` steps rise linearly to it.
    """
    progress = min(1.0, max(0.0, progress))
    if schedule == "cosine":
        fall = 0.5 * (1 + math.cos(math.pi * progress))
    elif schedule == "linear":
        fall = 1 - progress
    else:
        fall = min(1.0, (1 - progress) / decay_share)
    return min(1.0, (step + 1) / max(1, warmup_steps)) * (end_share + (1 - end_share) * fall)


@dataclass
class Budget:
    """Counts tokens and seconds of a run. Survives a resume through `state` and `restore`."""

    tokens: int | None = None
    seconds: float | None = None
    available_tokens: int | None = None
    """Tokens of all the data, all epochs."""
    clock: Callable[[], float] = time.monotonic
    used_tokens: int = 0
    learnt_tokens: int = 0
    _before: float = field(default=0.0, init=False)
    _started: float | None = field(default=None, init=False)
    _given_elapsed: float | None = field(default=None, init=False)

    def start(self) -> None:
        """Starts the clock. A second call changes nothing."""
        if self._started is None:
            self._started = self.clock()

    def add(self, tokens: int, learnt: int, *, elapsed: float | None = None) -> None:
        """Counts a batch: real tokens, without padding, and those with a loss.

        `elapsed`, another process's, stands in for the own clock until the next batch: so all processes decide alike.
        """
        self.used_tokens += tokens
        self.learnt_tokens += learnt
        self._given_elapsed = elapsed

    @property
    def elapsed(self) -> float:
        """Seconds of training, those before a resume included."""
        return self.own_elapsed if self._given_elapsed is None else self._given_elapsed

    @property
    def own_elapsed(self) -> float:
        """`elapsed` by this process's clock, whatever `add` was given."""
        return self._before + (0.0 if self._started is None else self.clock() - self._started)

    @property
    def progress(self) -> float:
        """The share of the run that is done, in [0, 1]."""
        shares = [0.0]
        if self.tokens:
            shares.append(self.used_tokens / self.tokens)
        if self.available_tokens:
            shares.append(self.used_tokens / self.available_tokens)
        if self.seconds:
            shares.append(self.elapsed / self.seconds)
        return min(1.0, max(shares))

    @property
    def spent(self) -> bool:
        """Whether the token or time budget is used up. (The end of the data ends the loop by itself.)"""
        return bool(
            (self.tokens and self.used_tokens >= self.tokens) or (self.seconds and self.elapsed >= self.seconds)
        )

    @property
    def remaining_seconds(self) -> float | None:
        """An estimate from the pace so far, or None before there is one."""
        done = self.progress
        return self.elapsed * (1 - done) / done if done > 0 else None

    def state(self) -> dict[str, float]:
        """What `restore` needs."""
        return {"used_tokens": self.used_tokens, "learnt_tokens": self.learnt_tokens, "elapsed": self.elapsed}

    def restore(self, state: dict[str, float]) -> None:
        self.used_tokens, self.learnt_tokens = int(state["used_tokens"]), int(state["learnt_tokens"])
        self._before, self._started = float(state["elapsed"]), None
