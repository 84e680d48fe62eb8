"""The model and its training: term vectors whose sums bring questions near to the sections that answer them.

Each step takes some pairs and asks of every text which of the sections in the step it belongs to (in-batch
softmax). From the second round on each text also meets a section that the model so far takes for an answer
and that is none: without such hard negatives the model learns topics, not answers. Of questions it also learns
how near a teacher finds each of those sections, right or wrong.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from castalia.text.embedding import FIELD_LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from castalia.text.embedding import Vector
    from training.pairs import Pair
    from training.teacher import Taught

Rows = "Sequence[Sequence[int]]"

BATCH = 512
RATE = 2e-3
TEACHER_SCALE = 25.0
"""What the teacher's cosines are multiplied with, about as ours come to be."""
# A text that lost some words means the same; whoever learned it with all of them knows it only by heart.
DROPPED_TEXTS, DROPPED_WORDS = 0.3, 0.15
# The nearest of the wrong sections are often right ones that nobody linked.
HARD_FROM, HARD_TO = 5, 40


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: a vector for each row, what it counts in a query, and what each field of a section counts."""

    vectors: Vector
    query_weights: Vector
    field_weights: Vector


class Trainer:
    """Trains one model.

    Args:
        beginning: The vectors that the terms begin with.
        fields: For each section the rows of the terms of its fields.
        taught: The teacher's vectors.
        seed: What chance begins with.
    """

    def __init__(
        self, beginning: Vector, fields: Sequence[Sequence[Sequence[int]]], taught: Taught, *, seed: int
    ) -> None:
        torch.manual_seed(seed)
        self._random = random.Random(seed)  # noqa: S311 - Nothing secret.
        self._fields = [[rows[:limit] for rows, limit in zip(each, FIELD_LIMITS, strict=True)] for each in fields]
        self._taught_sections, self._taught_questions = map(torch.tensor, (taught.sections, taught.questions))
        self._vectors = torch.tensor(beginning, requires_grad=True)
        self._query_weights = torch.ones(len(beginning), requires_grad=True)
        self._field_weights = torch.tensor([1.0, 0.8, 0.5, 0.8], requires_grad=True)
        self._scale = torch.tensor(3.0, requires_grad=True)

    def train(self, pairs: Sequence[Pair], more: Sequence[Pair], *, rounds: int, say: Callable[[str], None]) -> Learned:
        """Train for some rounds.

        Args:
            pairs: What each round learns from.
            more: What each round takes a part of, as many as there are ``pairs`` at most.
            rounds: How often.
            say: Told of each round.
        """
        optimizer = torch.optim.Adam(
            [
                {"params": [self._vectors], "lr": RATE},
                {"params": [self._field_weights, self._scale, self._query_weights], "lr": 2.5 * RATE},
            ]
        )
        steps = rounds * ((len(pairs) + min(len(more), len(pairs))) // BATCH)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - 0.95 * step / max(1, steps))
        for turn in range(rounds):
            hard = self._hard_negatives(pairs) if turn else {}
            drawn = [*pairs, *self._random.sample(list(more), min(len(more), len(pairs)))]
            self._random.shuffle(drawn)
            losses = []
            for start in range(0, len(drawn) - BATCH + 1, BATCH):
                optimizer.zero_grad()
                loss = self._loss(drawn[start : start + BATCH], hard)
                loss.backward()
                optimizer.step()
                schedule.step()
                losses.append(float(loss))
            say(f"round {turn + 1} of {rounds}: loss {np.mean(losses):.3f}")
        learned = (self._vectors, self._query_weights, self._field_weights)
        return Learned(*(parameter.detach().numpy() for parameter in learned))

    def _loss(self, batch: Sequence[Pair], hard: dict[Pair, list[int]]) -> torch.Tensor:
        targets = [self._random.choice(pair.sections) for pair in batch]
        candidates = targets + [self._random.choice(hard[pair]) for pair in batch if hard.get(pair)]
        texts = self._texts([self._with_words_dropped(pair.rows) for pair in batch])
        scores = texts @ self._sections(candidates).T * self._scale.exp()
        taught = self._difference_to_teacher(batch, candidates, scores)
        # Another right answer in the same step is no wrong one.
        right = torch.tensor([[candidate in pair.sections for candidate in candidates] for pair in batch])
        own = torch.eye(len(batch), len(candidates), dtype=torch.bool)
        scores = scores.masked_fill(right & ~own, -1e4)
        labels = torch.arange(len(batch))
        weights = torch.tensor([pair.weight for pair in batch])
        to_sections = functional.cross_entropy(scores, labels, reduction="none")
        to_texts = functional.cross_entropy(scores[:, : len(batch)].T, labels, reduction="none")
        return ((to_sections + 0.5 * to_texts) * weights).sum() / weights.sum() + taught

    def _difference_to_teacher(
        self, batch: Sequence[Pair], candidates: Sequence[int], scores: torch.Tensor
    ) -> torch.Tensor:
        """Give how far the model's choice among the candidates is from the teacher's, over the questions of a step."""
        asked = [(place, pair.question) for place, pair in enumerate(batch) if pair.question is not None]
        if not asked:
            return torch.zeros(())
        places, questions = zip(*asked, strict=True)
        near = self._taught_questions[list(questions)] @ self._taught_sections[list(candidates)].T
        ours = functional.log_softmax(scores[list(places)], dim=1)
        theirs = functional.log_softmax(near * TEACHER_SCALE, dim=1)
        return functional.kl_div(ours, theirs, log_target=True, reduction="batchmean")

    def _hard_negatives(self, pairs: Sequence[Pair]) -> dict[Pair, list[int]]:
        """Give for each pair the sections that the model takes for answers and that are none."""
        hard: dict[Pair, list[int]] = {}
        with torch.no_grad():
            everything = range(len(self._fields))
            matrix = torch.cat([self._sections(everything[start : start + 1024]) for start in everything[::1024]])
            for start in range(0, len(pairs), 2048):
                some = pairs[start : start + 2048]
                near = (self._texts([pair.rows for pair in some]) @ matrix.T).topk(HARD_TO).indices.tolist()
                for pair, found in zip(some, near, strict=True):
                    hard[pair] = [section for section in found[HARD_FROM:] if section not in pair.sections]
        return hard

    def _with_words_dropped(self, words: Sequence[int]) -> Sequence[int]:
        if self._random.random() > DROPPED_TEXTS:
            return words
        return [word for word in words if self._random.random() > DROPPED_WORDS] or words

    def _texts(self, texts: Sequence[Sequence[int]]) -> torch.Tensor:
        return functional.normalize(self._sums(texts, self._query_weights) + 1e-6, dim=1)

    def _sections(self, numbers: Sequence[int]) -> torch.Tensor:
        """Give the vectors of sections: their fields' vectors, each of the same length, by the fields' weights."""
        total = torch.zeros(len(numbers), self._vectors.shape[1])
        for field, weight in enumerate(self._field_weights):
            sums = self._sums([self._fields[number][field] for number in numbers])
            total = total + weight * sums / (sums.norm(dim=1, keepdim=True) + 1e-3)
        return functional.normalize(total + 1e-6, dim=1)

    def _sums(self, texts: Sequence[Sequence[int]], weights: torch.Tensor | None = None) -> torch.Tensor:
        flat = torch.tensor([row for text in texts for row in text], dtype=torch.long)
        lengths = torch.tensor([0, *(len(text) for text in texts)][:-1], dtype=torch.long)
        each = None if weights is None else weights[flat]
        return functional.embedding_bag(flat, self._vectors, lengths.cumsum(0), mode="sum", per_sample_weights=each)
