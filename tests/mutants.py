"""What a slip of the pen is worth: every right answer is broken in one place at a time, and examined. `make mutants`.

A broken answer that keeps all its points is either still right (it loops over dout where it looped over x) or shows a
hole in the cases: `--show` prints those, to be read by a person. Answers that train are left out: each takes seconds.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import difflib
import io
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent))

from collection import Answer, answers
from judging import exercise_of, judge

SECONDS = 8
"""A broken answer that takes longer than this never ends."""
MEMORY = 6 << 30
"""Address space of a worker, bytes."""

Rule = Callable[[Any], Iterator[ast.AST]]
"""A part of a program -> what might stand there by mistake."""

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotIn: (ast.In,),
    ast.In: (ast.NotIn,),
}
NAMES = {
    **{"sum": "mean", "mean": "sum", "maximum": "minimum", "minimum": "maximum", "argmax": "argmin", "outer": "dot"},
    **{"zeros_like": "ones_like", "zeros": "ones", "ones": "zeros", "exp": "sin", "sin": "cos", "cos": "sin"},
    **{"log": "exp", "log1p": "log", "tanh": "sin", "sqrt": "abs", "multiply": "add", "max": "min", "reversed": "list"},
}
"""Functions that are taken for one another."""


def _binary(node: ast.BinOp) -> Iterator[ast.AST]:
    yield from (ast.BinOp(node.left, other(), node.right) for other in OPERATORS.get(type(node.op), ()))
    if not isinstance(node.op, (ast.Add, ast.Mult)):
        yield ast.BinOp(node.right, node.op, node.left)
    yield node.left
    yield node.right


def _augmented(node: ast.AugAssign) -> Iterator[ast.AST]:
    yield ast.Assign([node.target], node.value)
    yield from (ast.AugAssign(node.target, other(), node.value) for other in OPERATORS.get(type(node.op), ()))


def _comparison(node: ast.Compare) -> Iterator[ast.AST]:
    for other in COMPARISONS.get(type(node.ops[0]), ()):
        yield ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, (int, float)):
        yield from (ast.Constant(value) for value in (node.value + 1, node.value - 1, 2 * node.value))


def _attribute(node: ast.Attribute) -> Iterator[ast.AST]:
    if node.attr == "T":
        yield node.value
    elif node.attr in NAMES:
        yield ast.Attribute(node.value, NAMES[node.attr], node.ctx)


def _call(node: ast.Call) -> Iterator[ast.AST]:
    if len(node.args) > 1:
        yield ast.Call(node.func, [node.args[1], node.args[0], *node.args[2:]], node.keywords)
    if node.keywords:
        yield ast.Call(node.func, node.args, node.keywords[:-1])
    if len(node.args) == 1:
        yield node.args[0]


def _choice(node: ast.IfExp) -> Iterator[ast.AST]:
    yield node.body
    yield node.orelse


def _tuple(node: ast.Tuple) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        yield ast.Tuple(node.elts[::-1], node.ctx)


def _left_out(node: ast.stmt) -> Iterator[ast.AST]:
    yield ast.Pass()


RULES: dict[type[ast.AST], tuple[Rule, ...]] = {
    ast.BinOp: (_binary,),
    ast.UnaryOp: (lambda node: iter([node.operand]),),
    ast.Compare: (_comparison,),
    ast.Constant: (_constant,),
    ast.Attribute: (_attribute,),
    ast.Call: (_call,),
    ast.IfExp: (_choice,),
    ast.Tuple: (_tuple,),
    ast.AugAssign: (_augmented, _left_out),
    **dict.fromkeys((ast.Assign, ast.For, ast.If), (_left_out,)),
}


def mutants(source: str) -> Iterator[str]:
    """The programs that differ from this one in one place, each once."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for position, node in enumerate(ast.walk(tree)):
        others = [other for rule in RULES.get(type(node), ()) for other in rule(node)]
        others += [ast.Name(name, ast.Load()) for name in _taken_for(tree, node)]
        for other in others:
            with contextlib.suppress(ValueError, SyntaxError):  # a deletion may leave no program
                program = ast.unparse(_replaced(tree, position, other))
                if program not in seen:
                    seen.add(program)
                    yield program


def _taken_for(tree: ast.AST, node: ast.AST) -> list[str]:
    """The other arguments of the functions in which a name is used that is an argument itself."""
    if not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)):
        return []
    around = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and node in ast.walk(one)]
    sets = [[argument.arg for argument in one.args.args if argument.arg != "self"] for one in around]
    return [name for names in sets if node.id in names for name in names if name != node.id]


def _replaced(tree: ast.AST, position: int, other: ast.AST) -> ast.AST:
    """A copy of the program with another part in that place of the walk."""
    twin = copy.deepcopy(tree)
    target, new = list(ast.walk(twin))[position], copy.deepcopy(other)

    class Replacer(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return new if node is target else self.generic_visit(node)

    return ast.fix_missing_locations(Replacer().visit(twin))


@dataclass(frozen=True)
class Fate:
    """What became of one mutant: its program, and the first code (empty where it kept all its points)."""

    answer: Answer
    program: str
    code: str


def fates(answer: Answer) -> list[Fate]:
    """Every mutant of an answer, examined."""
    return [Fate(answer, program, _first_code(replace(answer, source=program))) for program in mutants(answer.source)]


def _first_code(answer: Answer) -> str:
    def give_up(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(SECONDS)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            verdict = judge(answer, seed=1)
    except BaseException as error:  # it does not even load, or it ends the program
        return "timeout" if isinstance(error, TimeoutError) else "raised"
    finally:
        signal.alarm(0)
    return "" if verdict.points == verdict.max_points else verdict.diagnosis[0].code


def _difference(fate: Fate) -> str:
    """The lines in which a mutant differs."""
    before, after = ast.unparse(ast.parse(fate.answer.source)).splitlines(), fate.program.splitlines()
    lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    return "\n".join(line for line in lines if not line.startswith("@@"))


def _bounded() -> None:
    """No mutant takes the machine's memory with it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    """Break, examine, and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="part of an assignment's or an exercise's name")
    parser.add_argument("--show", action="store_true", help="print the mutants that keep all their points")
    arguments = parser.parse_args()
    chosen = [
        answer
        for answer in answers("right")
        if arguments.only in f"{answer.assignment} {answer.exercise}" and answer.exercise != "audit"
        if not exercise_of(answer).seconds
    ]
    console = Console()
    with ProcessPoolExecutor(initializer=_bounded) as workers:
        examined = track(workers.map(fates, chosen), "mutants", len(chosen), console=Console(stderr=True))
        found = [fate for every in examined for fate in every]
    table = Table("exercise", "mutants", "keep all points", "only called wrong", "given a name")
    for name in dict.fromkeys(answer.exercise for answer in chosen):
        codes = Counter(fate.code for fate in found if fate.answer.exercise == name)
        named = codes.total() - codes[""] - codes["value-mismatch"]
        table.add_row(name, *map(str, (codes.total(), codes[""], codes["value-mismatch"], named)))
    console.print(table)
    if arguments.show:
        for fate in found:
            if not fate.code:
                console.print(f"\n# {fate.answer.place}: {fate.answer.title}", style="bold", highlight=False)
                console.print(_difference(fate), markup=False, highlight=False)


if __name__ == "__main__":
    main()
