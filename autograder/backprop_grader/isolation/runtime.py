"""What of this machine a submission may read: Python, its packages, the student's library, and nothing that answers.

Finds the paths for an editable and for a regular installation alike; decides nothing about how they are shown.
"""

from __future__ import annotations

import importlib.util
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HIDDEN_PACKAGES = ("backprop_reference", "backprop_grader", "nbgrader")
"""Never readable, wherever they are installed; of the grader, only the folder `isolated` is."""
NEEDED = ("numpy", "matplotlib", "IPython", "traitlets", "matplotlib_inline", "ipywidgets", "anywidget", "PIL")
SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/nix/store", "/etc/ld.so.cache", "/etc/alternatives")
DEVICES = ("/dev/null", "/dev/urandom", "/dev/random")
"""Not /dev/zero: mapped and shared, it is memory that no process's size shows."""


@dataclass(frozen=True)
class Runtime:
    """Paths that a submission needs.

    Attributes:
        executable: the interpreter itself, not a link to it.
        import_path: what `sys.path` gets beyond the standard library.
        shown: files and folders that may be read, except
        hidden: files and folders beneath them that may not, except
        shown_again: files and folders beneath those.
        devices: device files.
    """

    executable: Path
    import_path: tuple[Path, ...]
    shown: tuple[Path, ...]
    hidden: tuple[Path, ...]
    shown_again: tuple[Path, ...]
    devices: tuple[Path, ...]

    def readable(self) -> tuple[Path, ...]:
        """The same as a list of permissions without exceptions, as Landlock needs it."""
        found = [path for place in self.shown for path in _without(place, self.hidden)]
        return (*found, *self.shown_again, *self.devices)


@cache
def runtime() -> Runtime:
    """The runtime of this interpreter."""
    packages = _package_folders()
    library, isolated = _folder("backprop"), Path(__file__).parent.parent / "isolated"
    ours = (library, isolated, isolated.parent / "__init__.py")
    shown = _outermost([*_interpreter(), *packages, *(Path(place) for place in SYSTEM)])
    hidden = sorted({path for folder in _searched() for path in _hidden_in(folder)})
    inside = tuple(path for path in hidden if any(path.is_relative_to(place) for place in shown))
    return Runtime(
        executable=_executable(),
        import_path=tuple(dict.fromkeys([*packages, library.parent, isolated.parent.parent])),
        shown=shown,
        hidden=inside,
        shown_again=ours,
        devices=tuple(Path(device) for device in DEVICES if Path(device).exists()),
    )


def _executable() -> Path:
    return Path(getattr(sys, "_base_executable", sys.executable)).resolve()


def _interpreter() -> Iterator[Path]:
    """The interpreter, the standard library, and the folder of shared libraries beside it (conda keeps all there)."""
    yield _executable()
    yield Path(sysconfig.get_path("stdlib")).resolve()
    yield Path(sysconfig.get_path("platstdlib", vars={"platbase": sys.base_exec_prefix})).resolve()
    if Path(sys.base_prefix) != Path("/usr"):
        yield Path(sys.base_prefix).resolve() / "lib"


def _folder(package: str) -> Path:
    """The folder of an installed package."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed")
    return Path(spec.origin).resolve().parent


def _package_folders() -> list[Path]:
    found = [Path(sysconfig.get_path(kind)).resolve() for kind in ("purelib", "platlib")]
    return list(dict.fromkeys([*found, *(_folder(package).parent for package in NEEDED)]))


def _searched() -> Iterator[Path]:
    """Every folder that packages could lie in."""
    places = {Path(place).resolve() for place in sys.path if place} | set(_package_folders())
    places |= {place / "site-packages" for place in _interpreter()}
    yield from (place for place in places if place.is_dir())
    yield from Path("/usr/lib").glob("python3*/dist-packages")


def _hidden_in(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in HIDDEN_PACKAGES if (folder / name).exists())


def _outermost(places: Iterable[Path]) -> tuple[Path, ...]:
    """The places that exist and lie in no other of them; links stay links."""
    existing = sorted({place for place in places if place.exists()})
    return tuple(
        place for place in existing if not any(place != other and place.is_relative_to(other) for other in existing)
    )


def _without(place: Path, hidden: tuple[Path, ...]) -> Iterator[Path]:
    """The place, or, where something in it is hidden, its parts that are not."""
    place = place.resolve()
    if place in hidden:
        return
    if not any(path.is_relative_to(place) for path in hidden):
        yield place
        return
    for part in place.iterdir():
        if not part.is_symlink():
            yield from _without(part, hidden)
