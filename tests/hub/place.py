"""A hub on this machine for as long as a test runs: throw-away accounts, folders, two Pythons, and the hub itself.

Made by autograder/hub/setup.sh as on a real machine, except for the Pythons, which borrow the packages of the one that
runs the tests instead of downloading them again. All of it is gone at the end: processes, accounts and files.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pamela

from backprop_grader.notebook.conventions import REPOSITORY

READY_S = 60
TOOLS = ("useradd", "usermod", "userdel", "groupadd", "groupdel", "gpasswd", "chpasswd")


class NoHub(Exception):
    """This machine cannot have one; says what is missing."""


@dataclass(frozen=True)
class Place:
    """Where it is, and what its accounts are called."""

    folder: Path
    tag: str

    @property
    def course(self) -> str:
        """The account of the course."""
        return f"bp-course-{self.tag}"

    def account(self, person: str) -> str:
        """The account of a person."""
        return f"bp-{person}-{self.tag}"

    @property
    def groups(self) -> tuple[str, str]:
        """The students' and the teachers'."""
        return f"bp-students-{self.tag}", f"bp-teachers-{self.tag}"

    @property
    def variables(self) -> dict[str, str]:
        """What setup.sh and the hub's configuration are told."""
        students, teachers = self.groups
        named = {"ACCOUNT": self.course, "STUDENTS": students, "TEACHERS": teachers, "HUB": str(self.folder)}
        inherited = {name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ}
        path = f"{self.folder}/environments/student/bin:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
        return inherited | {"PATH": path} | {f"BACKPROP_{name}": value for name, value in named.items()}

    @property
    def checkout(self) -> Path:
        """The repository, where the hub looks for it."""
        return self.folder / "checkout"

    def set_up(self, *words: str) -> None:
        """Run setup.sh."""
        subprocess.run([self.checkout / "autograder" / "hub" / "setup.sh", *words], env=self.variables, check=True)

    def give_password(self, account: str) -> str:
        """Give an account a password.

        Raises:
            NoHub: PAM does not take it.
        """
        password = secrets.token_urlsafe(16)
        subprocess.run(["/usr/sbin/chpasswd"], input=f"{account}:{password}", text=True, check=True)
        try:
            pamela.authenticate(account, password, service="login")
        except pamela.PAMError as error:
            raise NoHub(f"PAM refuses a password that is right: {error}") from None
        return password

    def take_out(self, account: str) -> None:
        """Take a student out of the course, as the README says."""
        subprocess.run(["/usr/bin/gpasswd", "--delete", account, self.groups[0]], check=True, capture_output=True)

    def run_as(self, account: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command as an account, with the groups that it has."""
        entry = pwd.getpwnam(account)
        return subprocess.run(
            words,
            user=entry.pw_uid,
            group=entry.pw_gid,
            extra_groups=os.getgrouplist(account, entry.pw_gid),
            env={"HOME": entry.pw_dir, "PATH": "/usr/bin:/bin"},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )


# Accounts -----------------------------------------------------------------------------------------------------------


@contextmanager
def furnished(people: Sequence[str], teachers: Sequence[str]) -> Iterator[Place]:
    """Accounts, folders and environments; the people are students except for the teachers.

    Raises:
        NoHub: this machine cannot have them.
    """
    _require_tools()
    with ExitStack() as stack:
        place = Place(Path(tempfile.mkdtemp(prefix="backprop-hub-", dir="/tmp")), secrets.token_hex(3))
        stack.callback(shutil.rmtree, place.folder, ignore_errors=True)
        stack.callback(_remove_accounts, place, (place.course, *map(place.account, people)))
        _copy_checkout(place)
        place.set_up("folders")
        place.set_up("students", *(place.account(person) for person in people if person not in teachers))
        place.set_up("teachers", *map(place.account, teachers))
        _build_environments(place)
        yield place


def _require_tools() -> None:
    if os.geteuid() != 0:
        raise NoHub("only root can make accounts")
    missing = [tool for tool in TOOLS if shutil.which(tool, path="/usr/sbin:/sbin:/usr/bin:/bin") is None]
    missing += [name for name in ("jupyterhub", "configurable_http_proxy") if find_spec(name) is None]
    if missing:
        raise NoHub(f"missing: {', '.join(missing)} (pip install '.[hub]'; Debian's passwd)")


def _remove_accounts(place: Place, accounts: Sequence[str]) -> None:
    """End what still runs in their name, and remove them with their homes."""
    numbers = {entry.pw_uid for entry in pwd.getpwall() if entry.pw_name in accounts}
    for _ in range(50):
        running = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _of(entry, numbers)]
        for process in running:
            _kill(process)
        if not running:
            break
        time.sleep(0.1)
    for account in accounts:
        subprocess.run(["/usr/sbin/userdel", "--remove", account], capture_output=True, check=False)
    for group in place.groups:
        subprocess.run(["/usr/sbin/groupdel", group], capture_output=True, check=False)


def _of(process: Path, owners: set[int]) -> bool:
    try:
        status = (process / "status").read_text(encoding="utf-8")
    except OSError:
        return False
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return int(fields["Uid"].split()[0]) in owners and "Z" not in fields["State"]


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


# Environments -------------------------------------------------------------------------------------------------------


def _copy_checkout(place: Place) -> None:
    for part in ("course", "solutions", "autograder"):
        ignored = shutil.ignore_patterns("build", "run", "__pycache__", "*.egg-info")
        shutil.copytree(REPOSITORY / part, place.checkout / part, ignore=ignored)


def _build_environments(place: Place) -> None:
    """The students' Python, which knows the library and nothing else of ours, and the teachers'."""
    packages = _packages(place)
    student = _build(place, "student", [packages])
    library = next(student.glob("lib/python3*/site-packages")) / "backprop"
    shutil.copytree(REPOSITORY / "course" / "backprop", library, ignore=shutil.ignore_patterns("__pycache__"))
    _build(place, "teacher", [*(place.checkout / part for part in ("course", "solutions", "autograder")), packages])
    place.set_up("configuration")


def _build(place: Place, side: str, path: Sequence[Path]) -> Path:
    """A Python with other folders' packages, and the programs and the Jupyter files that belong to them."""
    made, ours = place.folder / "environments" / side, Path(sys.prefix)
    subprocess.run([_python(place), "-m", "venv", "--without-pip", made], check=True)
    lines = "".join(f"{folder}\n" for folder in path)
    (next(made.glob("lib/python3*/site-packages")) / "borrowed.pth").write_text(lines, encoding="utf-8")
    for file in Path(sys.executable).parent.iterdir():
        if not (made / "bin" / file.name).exists() and file.is_file() and file.read_bytes().startswith(b"#!"):
            _, _, script = file.read_text(encoding="utf-8").partition("\n")
            (made / "bin" / file.name).write_text(f"#!{made}/bin/python\n{script}", encoding="utf-8")
            (made / "bin" / file.name).chmod(0o755)
    for folder in ("etc", "share"):
        shutil.copytree(ours / folder, made / folder, symlinks=True)
    return made


def _packages(place: Place) -> Path:
    """The installed packages, where the accounts can read them: linked elsewhere if they lie in a private folder."""
    installed = Path(sysconfig.get_path("purelib"))
    if place.run_as(place.course, "test", "-r", installed / "jupyterhub" / "__init__.py").returncode == 0:
        return installed
    try:
        shutil.copytree(installed, place.folder / "packages", copy_function=os.link)
    except OSError as error:
        raise NoHub(f"other accounts cannot read {installed}, and it cannot be linked: {error}") from None
    return place.folder / "packages"


def _python(place: Place) -> str:
    """An interpreter of this version that the accounts can run."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (os.path.realpath(sys.executable), f"/usr/local/bin/python{version}", f"/usr/bin/python{version}"):
        if place.run_as(place.course, "test", "-x", candidate).returncode == 0:
            return candidate
    raise NoHub(f"no Python {version} that other accounts can run: {sys.executable} lies in a private folder")


# The hub ------------------------------------------------------------------------------------------------------------


@contextmanager
def running_hub(place: Place) -> Iterator[str]:
    """JupyterHub on three free ports of this machine; its address, ending with a slash."""
    port, hub_port, api_port = _free_ports(3)
    log = place.folder / "hub" / "log"
    words = ["--JupyterHub.bind_url", f"http://127.0.0.1:{port}", "--JupyterHub.hub_port", str(hub_port)]
    words += ["--ConfigurableHTTPProxy.api_url", f"http://127.0.0.1:{api_port}", "--Authenticator.auth_refresh_age=1"]
    python = place.folder / "environments" / "student" / "bin" / "python"
    with log.open("wb") as said:
        hub = subprocess.Popen(
            [python, "-m", "jupyterhub", "-f", place.checkout / "autograder" / "hub" / "jupyterhub_config.py", *words],
            env=place.variables | {"CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16)},
            cwd=place.folder / "hub",
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}/"
        _wait_until_up(hub, f"{address}hub/health", log)
        yield address
    finally:
        _stop(hub)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        open_ = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [server.getsockname()[1] for server in open_]


def _wait_until_up(hub: subprocess.Popen[bytes], health: str, log: Path) -> None:
    for _ in range(READY_S * 10):
        if hub.poll() is not None:
            break
        try:
            with urlopen(health, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"JupyterHub is not up: {log.read_text(encoding='utf-8')[-3000:]}")


def _stop(hub: subprocess.Popen[bytes]) -> None:
    """Ask it to end, with its proxy and the users' servers; what has not done so then is killed."""
    hub.terminate()
    try:
        hub.wait(timeout=20)
    except subprocess.TimeoutExpired:
        hub.kill()
        hub.wait()
    try:
        os.killpg(hub.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
