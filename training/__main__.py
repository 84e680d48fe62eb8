"""`python -m training ARCHIVE QUESTIONS`: learn the weights that the package ships."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from training.corpus import read_corpus
from training.model import Trainer
from training.pairs import documentation_pairs, documentation_texts, question_pairs
from training.questions import read_questions
from training.teacher import ask_teacher
from training.vocabulary import choose_pairs, choose_terms, first_vectors
from training.weights import write_embedding, write_popularity

SHIPPED = Path(__file__).parent.parent / "src" / "castalia" / "weights"


def main() -> None:
    """Read the arguments, learn, write."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("archive", type=Path, help="the HTML documentation that the questions' answers link")
    parser.add_argument("questions", type=Path, help="questions with the places that answer them (JSON lines, gzip)")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where to write the weights")
    parser.add_argument("--kept", type=Path, help="a file to keep the teacher's vectors in from run to run")
    parser.add_argument("--dimensions", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    started = time.perf_counter()

    def say(words: str) -> None:
        print(f"{time.perf_counter() - started:6.0f} s  {words}", flush=True)  # noqa: T201 - It is what a program says.

    corpus = read_corpus(options.archive)
    questions = read_questions(options.questions, corpus.places)
    say(f"{len(corpus.sections):,} sections, {len(questions):,} questions")
    taught = ask_teacher(corpus, questions, options.kept)
    say("the teacher has read everything")
    texts = documentation_texts(corpus)
    terms, frequencies = choose_terms(corpus, questions)
    pairs = choose_pairs(questions, texts)
    say(f"{len(terms):,} terms, {len(pairs):,} pairs of words")
    beginning = first_vectors(terms, frequencies, options.dimensions, pairs=len(pairs))
    say("first vectors")
    rows = {term: row for row, term in enumerate((*terms, *pairs))}
    fields = [[[rows[term] for term in field if term in rows] for field in each] for each in corpus.fields]
    trainer = Trainer(beginning, fields, taught, seed=options.seed)
    learned = trainer.train(
        question_pairs(questions, rows), documentation_pairs(texts, rows), rounds=options.rounds, say=say
    )
    options.out.mkdir(parents=True, exist_ok=True)
    say(f"wrote {write_embedding(options.out, tuple(rows), learned)}")
    say(f"wrote {write_popularity(options.out, corpus, questions)}")


if __name__ == "__main__":
    main()
