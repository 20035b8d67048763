"""The nightly question: does every right answer keep all its points for 1,000 seeds? `make seeds`.

Trained answers (notebook 08) get 20 seeds: each takes seconds. Prints one line an answer that loses points, and fails.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from collection import Answer, answers
from judging import exercise_of, judge

FEW = 20


def losses(answer: Answer, count: int) -> list[str]:
    """One line for each seed for which a right answer loses points."""
    seeds = range(min(count, FEW) if exercise_of(answer).seconds else count)
    with contextlib.redirect_stdout(io.StringIO()):  # some answers print what they do
        verdicts = [(seed, judge(answer, seed)) for seed in seeds]
    return [
        f"{answer.assignment} {answer} seed {seed}: {verdict.points} of {verdict.max_points}, {verdict.diagnosis}"
        for seed, verdict in verdicts
        if verdict.points != verdict.max_points
    ]


def main() -> int:
    """Try all right answers; the exit status is 1 if any of them ever loses a point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--only", default="", help="part of the name of an exercise")
    arguments = parser.parse_args()
    right = [answer for answer in answers("right") if arguments.only in answer.exercise]
    wrong = 0
    with ProcessPoolExecutor() as workers:
        for number, lines in enumerate(workers.map(losses, right, [arguments.seeds] * len(right)), 1):
            wrong += len(lines)
            print("\n".join(lines[:3]), end="\n" if lines else "")
            print(f"\r{number} of {len(right)} right answers", end="", file=sys.stderr, flush=True)
    print(f"\n{len(right)} right answers, {arguments.seeds} seeds: {wrong} losses")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
