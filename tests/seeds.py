"""The nightly question: is the verdict the same whatever the seed? `make seeds`.

A right answer must keep all its points for 1,000 seeds; a wrong one must be rejected, and called by the same name, for
100. Trained answers (notebook 08) get 20 seeds: each takes seconds. Prints up to three lines an answer, and fails.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from backprop.examination.verdict import Verdict

sys.path.insert(0, str(Path(__file__).parent))

from collection import Answer, answers
from judging import exercise_of, judge

FEW = 20


def complaint(answer: Answer, verdict: Verdict) -> str:
    """What is wrong with a verdict on an answer whose worth and name are known; empty where nothing is."""
    first = verdict.diagnosis[0].code if verdict.diagnosis else ""
    if not answer.code:
        lost = verdict.points < verdict.max_points
        return f"{verdict.points} of {verdict.max_points}, {verdict.diagnosis}" if lost else ""
    if verdict.status == "passed" or verdict.points >= verdict.max_points:
        return f"accepted: {verdict.points} of {verdict.max_points}"
    return f"called {first}, not {answer.code}" if first != answer.code else ""


def complaints(answer: Answer, count: int) -> list[str]:
    """One line for each seed whose verdict is not the one this answer deserves."""

    def lines() -> Iterator[str]:
        for seed in range(min(count, FEW) if exercise_of(answer).seconds else count):
            if said := complaint(answer, judge(answer, seed)):
                yield f"{answer.place} {answer} seed {seed}: {said}"

    with contextlib.redirect_stdout(io.StringIO()):  # some answers print what they do
        return list(lines())


def main() -> int:
    """Try the answers; the exit status is 1 if any of them is ever judged otherwise than it deserves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="for a right answer; a wrong one gets a tenth of them")
    parser.add_argument("--only", default="", help="part of the name of an exercise")
    parser.add_argument("--kind", choices=("right", "wrong"), help="only these (default: both)")
    arguments = parser.parse_args()
    many = {"right": arguments.seeds, "wrong": max(arguments.seeds // 10, 1)}
    work = [
        (answer, many[kind])
        for kind in ([arguments.kind] if arguments.kind else many)
        for answer in answers(kind)
        if arguments.only in answer.exercise
    ]
    odd = 0
    with ProcessPoolExecutor() as workers:
        for number, lines in enumerate(workers.map(complaints, *zip(*work, strict=True)), 1):
            odd += len(lines)
            print("\n".join(lines[:3]), end="\n" if lines else "", flush=True)
            print(f"\r{number} of {len(work)} answers", end="", file=sys.stderr, flush=True)
    print(f"\n{len(work)} answers, {sum(count for _, count in work)} verdicts: {odd} not as they should be")
    return int(odd > 0)


if __name__ == "__main__":
    sys.exit(main())
