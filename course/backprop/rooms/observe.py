"""Calling a reader's function and watching it: the one place where their code and ours share a process.

Runs in the notebook's kernel and, unchanged, inside the grader's sandbox. It reports numbers and events, knows no right
answer and takes no decision.
"""

from __future__ import annotations

import contextlib
import linecache
import sysconfig
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy import may_share_memory, shares_memory  # bound now: a reader may patch what NumPy shows later
from numpy.typing import NDArray

from backprop.rooms import apparatus
from backprop.rooms.counting import CallCounter
from backprop.rooms.room import WORD_SIZE, Builtin, Keep, Leaves, Make, Misfit, Observation, Raised, Ref, Spec, Word

_OURS = tuple(
    str(Path(str(place)).resolve())
    for place in (
        *(sysconfig.get_paths()[key] for key in ("stdlib", "purelib", "platlib")),
        Path(np.__file__).parents[1],  # the sandbox's interpreter has other site-packages of its own
        Path(__file__).parent,
    )
)
"""Folders whose frames are not the reader's code."""


class LocalRoom:
    """The process this runs in as a room: `names` is where the reader's definitions are looked up.

    Arguments are copied on the way in, as they would be over a wire, so that what a function does to them stays inside.
    `settle` is called when the reader's code has returned, and again when its results have been read: a sandbox puts
    back then what that code may have replaced.
    """

    def __init__(self, names: Mapping[str, Any], settle: Callable[[], None] = lambda: None) -> None:
        self._names, self._settle = names, settle
        self._kept: dict[int, Any] = {}
        self._next = 0

    def has(self, name: str) -> bool:
        """Whether the reader has defined `name`."""
        return self._names.get(name) is not None

    def put(self, value: Any) -> Ref:
        """Keep a value in the room, so that several calls can be handed the same object."""
        return self._keep(self._enter(value))

    def number_from(self, number: int) -> None:
        """Give what is kept next this number in its reference: whoever asks ahead has to know it beforehand."""
        self._next = number

    def forget(self) -> None:
        """Let go of all values that were kept; their references are void."""
        self._kept.clear()

    def call(
        self,
        target: str | Ref | Builtin,
        *args: Any,
        method: str | None = None,
        returns: Spec,
        count_calls: bool = False,
    ) -> Observation:
        """Call a function, a class, or a method of either, and observe it."""
        entered = tuple(self._enter(arg) for arg in args)
        return observe(lambda: self._target(target, method), entered, returns, self._keep, count_calls, self._settle)

    def _keep(self, value: Any) -> Ref:
        number, self._next = self._next, self._next + 1
        self._kept[number] = value
        return Ref(number)

    def _target(self, target: str | Ref | Builtin, method: str | None) -> Callable[..., Any]:
        if isinstance(target, Builtin):
            return apparatus.TOOLS[target.name]
        found = self._kept[target.number] if isinstance(target, Ref) else self._names[target]
        return getattr(found, method) if method else found  # type: ignore[no-any-return]

    def _enter(self, value: Any) -> Any:
        """A copy of the value with references resolved and the things to be built, built."""
        if isinstance(value, Ref):
            return self._kept[value.number]
        if isinstance(value, Make):
            return apparatus.TOOLS[value.name](**{key: self._enter(item) for key, item in value.params.items()})
        if isinstance(value, dict):
            return {key: self._enter(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self._enter(item) for item in value)
        return copy_with_layout(value) if isinstance(value, np.ndarray) else value


def observe(
    target: Callable[[], Callable[..., Any]],
    args: Sequence[Any],
    returns: Spec,
    keep: Callable[[Any], Ref],
    count_calls: bool = False,
    settle: Callable[[], None] = lambda: None,
) -> Observation:
    """Call `target()(*args)` and report the result, read as `returns` says, and what happened to the arguments.

    Exceptions of the reader's code are part of the report (KeyboardInterrupt excepted: it belongs to whoever pressed
    the button). Warnings cost nothing and are not shown.
    """
    before = tuple(_snapshot(arg) for arg in args)  # nothing in it can be changed by code that finds it
    counter = CallCounter() if count_calls else None
    start = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function = target()
            with counter or contextlib.nullcontext():
                result = function(*args)
        settle()
        seconds = time.process_time() - start
        reader = _Reader(keep)
        reader.read(result, returns, "")
        settle()
    except Misfit as misfit:
        settle()
        return Observation(problem=str(misfit), changed=_changed(args, before))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        settle()
        return Observation(raised=_describe(error))
    return Observation(
        leaves={name: copy_out(array) for name, array in reader.leaves.items()},
        refs=reader.refs,
        changed=_changed(args, before),
        shared=_shared(reader.leaves, args),
        seconds=seconds,
        calls=counter.count if counter else 0,
    )


class _Reader:
    """Walks a result along its spec and collects leaves (as arrays, not copied) and kept objects."""

    def __init__(self, keep: Callable[[Any], Ref]) -> None:
        self._keep = keep
        self.leaves: Leaves = {}
        self.refs: dict[str, Ref] = {}

    def read(self, value: Any, spec: Spec, place: str) -> None:
        if isinstance(spec, str):
            self.leaves[spec] = _as_real_array(value, spec)
        elif isinstance(spec, Keep):
            self.refs[spec.name] = self._keep(value)
        elif isinstance(spec, Word):
            self.leaves[spec.name] = _as_word(value, spec.name)
        elif isinstance(spec, Mapping):
            self._read_mapping(value, spec, place)
        else:
            self._read_sequence(value, spec, place)

    def _read_mapping(self, value: Any, spec: Mapping[str, Spec], place: str) -> None:
        if not isinstance(value, Mapping):
            raise Misfit(f"{_kind(value)} instead of a dict with the keys {', '.join(spec)}{place}")
        missing = [key for key in spec if key not in value]
        extra = [str(key) for key in value if key not in spec]
        if missing or extra:
            parts = [f"without {', '.join(missing)}"] * bool(missing) + [
                f"with the extra {', '.join(extra)}"[:80]
            ] * bool(extra)
            raise Misfit(f"a dict {' and '.join(parts)}{place}")
        for key, item in spec.items():
            self.read(value[key], item, f" in [{key!r}]")

    def _read_sequence(self, value: Any, spec: Sequence[Spec], place: str) -> None:
        want = f"{len(spec)} results"
        if isinstance(value, np.ndarray) and value.shape == (len(spec),) and len(spec) > 2:
            value = list(value)  # a row of numbers unpacks as a tuple does; a pair may be two arrays stacked
        if not isinstance(value, (tuple, list)):
            raise Misfit(f"{_kind(value)} instead of {want}{place}")
        if len(value) != len(spec):
            raise Misfit(f"{len(value)} result{'s' * (len(value) != 1)} instead of {want}{place}")
        for position, item in enumerate(spec):
            self.read(value[position], item, f" in result {position + 1}")


def _as_real_array(value: Any, leaf: str) -> NDArray[Any]:
    """The leaf as an array of real numbers, sharing memory with it where it is one already."""
    if value is None or isinstance(value, (str, bytes, Mapping, set)):
        raise Misfit(f"{_kind(value)} instead of numbers for {leaf}")
    if isinstance(value, np.ma.MaskedArray) and np.any(np.ma.getmaskarray(value)):
        raise Misfit(f"an array with masked entries instead of numbers for {leaf}")
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O" and isinstance(value, int):
            array = np.asarray(float(value))  # an integer too large for 64 bits
    except (ValueError, TypeError, OverflowError) as error:
        raise Misfit(f"{_kind(value)} that NumPy cannot read as numbers for {leaf}") from error
    if array.dtype.kind not in "iuf":
        names = {"b": "booleans", "c": "complex numbers", "O": "Python objects", "U": "text", "S": "bytes"}
        raise Misfit(f"{names.get(array.dtype.kind, str(array.dtype))} instead of real numbers for {leaf}")
    return array


def _as_word(value: Any, leaf: str) -> NDArray[Any]:
    """A word as its bytes, padded: two words are equal where their arrays are."""
    if not isinstance(value, str):
        raise Misfit(f"{_kind(value)} instead of a word for {leaf}")
    return encode_word(value)


def encode_word(word: str) -> NDArray[Any]:
    """The bytes of a word in lower case, without surrounding blanks, padded to WORD_SIZE."""
    return np.frombuffer(word.strip().lower().encode()[:WORD_SIZE].ljust(WORD_SIZE, b"\0"), np.uint8)


def decode_word(array: NDArray[Any]) -> str:
    """The word behind its bytes."""
    return array.astype(np.uint8).tobytes().rstrip(b"\0").decode(errors="replace")


def _kind(value: Any) -> str:
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"one array of shape {value.shape}"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def copy_out(array: NDArray[Any]) -> NDArray[Any]:
    """An own, contiguous copy in a dtype that every machine knows (long doubles become float64)."""
    dtype = np.float64 if array.dtype.kind == "f" and array.dtype.itemsize > 8 else array.dtype.newbyteorder("=")
    return np.array(array, dtype=dtype, order="C", subok=False)


def copy_with_layout(array: NDArray[Any]) -> NDArray[Any]:
    """A copy that is contiguous where the original is, and strided where it is not."""
    if array.flags.c_contiguous or array.flags.f_contiguous or array.ndim == 0:
        return array.copy(order="K")
    wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    wide[..., ::2] = array
    return wide[..., ::2]


def arrays_in(value: Any, depth: int = 0) -> list[NDArray[Any]]:
    """All arrays in a tree of lists, tuples and dicts."""
    if isinstance(value, np.ndarray):
        return [value]
    if depth > 4 or not isinstance(value, (list, tuple, dict)):
        return []
    items = value.values() if isinstance(value, dict) else value
    return [array for item in items for array in arrays_in(item, depth + 1)]


def _snapshot(value: Any, depth: int = 0) -> Any:
    """Enough of a value to tell, bit for bit, whether it was changed."""
    if isinstance(value, np.ndarray):
        return (value.shape, value.dtype.str, value.tobytes())
    if depth > 4:
        return None
    if isinstance(value, dict):
        return tuple((key, _snapshot(item, depth + 1)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(_snapshot(item, depth + 1) for item in value)
    return repr(value) if isinstance(value, (int, float)) else None


def _changed(args: Sequence[Any], before: Sequence[Any]) -> tuple[int, ...]:
    return tuple(k for k, (arg, old) in enumerate(zip(args, before, strict=True)) if _snapshot(arg) != old)


def _shared(leaves: Leaves, args: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    """Pairs of a result and an argument, or of two results, that are the same memory."""
    found = []
    results = list(leaves.items())
    for position, (name, array) in enumerate(results):
        found += [
            (name, f"argument {k}")
            for k, arg in enumerate(args)
            for other in arrays_in(arg)
            if _same_memory(array, other)
        ]
        found += [(name, other_name) for other_name, other in results[:position] if _same_memory(array, other)]
    return tuple(found)


def _same_memory(one: NDArray[Any], other: NDArray[Any]) -> bool:
    try:
        return shares_memory(one, other, max_work=1000)  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return may_share_memory(one, other)


def _describe(error: BaseException) -> Raised:
    """The exception in words, with the last line of the reader's own code on its way."""
    line, source = None, None
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith("<frozen") and not str(Path(file).absolute()).startswith(_OURS):
            line = trace.tb_lineno
            source = linecache.getline(file, line).strip() or None
        trace = trace.tb_next
    try:
        message = str(error)
    except Exception:
        message = "(an exception whose text cannot be read)"
    return Raised(type(error).__name__, message[:500], line, source and source[:200])
