"""JupyterHub for this course: everybody works as an account of this machine, with what their side needs and no more.

Students get their home, a Python without anything that answers, and nbgrader's Assignment List. The course has an
account of its own, which nobody logs in to: teachers log in as themselves and open its server, with the formgrader and
the grader in it. This file runs as root, so it and the folders it names belong to root; see README.md.
"""

import grp
import os
import pwd
from pathlib import Path

from jupyterhub.auth import PAMAuthenticator

c = get_config()

PLACE = Path(os.environ.get("BACKPROP_HUB", "/srv/backprop"))
ACCOUNT = os.environ.get("BACKPROP_ACCOUNT", "backprop")
STUDENTS = os.environ.get("BACKPROP_STUDENTS", "nbgrader-backprop")
TEACHERS = os.environ.get("BACKPROP_TEACHERS", "formgrade-backprop")

CHECKOUT = PLACE / "checkout"
ENVIRONMENTS = PLACE / "environments"
PROGRAMS = "/usr/local/bin:/usr/bin:/bin"
REFRESH_S = 60  # how long somebody who was taken out of the groups can go on

# Where the hub is heard and what it keeps ---------------------------------------------------------------------------

c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # a web server with a certificate stands before it
c.JupyterHub.db_url = f"sqlite:///{PLACE / 'hub' / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(PLACE / "hub" / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(PLACE / "hub" / "proxy.pid")
c.ConfigurableHTTPProxy.command = [str(ENVIRONMENTS / "student" / "bin" / "configurable-http-proxy")]

# Who may come in, and to what ---------------------------------------------------------------------------------------


class AccountsOfThisMachine(PAMAuthenticator):
    """Who may come in, and as what, is said by this machine's groups: there is one list to keep.

    They are looked up at every login and again while somebody is logged in. Who has left the groups is then out: their
    cookies, their tokens and their server, if it still runs, are of no use any more.
    """

    def groups_of(self, name):
        """The groups of an account that mean something to the hub."""
        account = pwd.getpwnam(name)
        names = {grp.getgrgid(number).gr_name for number in os.getgrouplist(name, account.pw_gid)}
        return sorted(names & {STUDENTS, TEACHERS})

    async def authenticate(self, handler, data):
        """Ask PAM, as ever."""
        name = await super().authenticate(handler, data)
        return name and {"name": name, "groups": self.groups_of(name)}

    async def refresh_user(self, user, handler=None):
        """Look again: False sends them away."""
        try:
            return {"groups": self.groups_of(user.name)} if self.check_allowed(user.name) else False
        except KeyError:  # the account is gone
            return False


c.JupyterHub.authenticator_class = AccountsOfThisMachine
c.LocalAuthenticator.allowed_groups = {STUDENTS, TEACHERS}
c.Authenticator.allowed_users = {ACCOUNT}  # known to the hub from its start; it has no password
c.Authenticator.allow_existing_users = False  # that the hub knows somebody is no reason to let them in
c.Authenticator.manage_groups = True
c.Authenticator.auth_refresh_age = REFRESH_S
c.Authenticator.auth_refresh_strict = True  # for tokens too
c.Authenticator.refresh_pre_spawn = True
c.JupyterHub.load_roles = [
    {
        "name": "teacher",
        "description": "Opens, starts and stops the course's own server, and nobody else's",
        "groups": [TEACHERS],
        "scopes": [f"access:servers!user={ACCOUNT}", f"servers!user={ACCOUNT}", f"read:users:name!user={ACCOUNT}"],
    }
]

# What is started for them -------------------------------------------------------------------------------------------

c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = 120
c.Spawner.args = [
    "--ServerApp.terminado_settings=shell_command=['/bin/bash']",  # a login shell would forget where the programs are
    f"--HubOAuth.cache_max_age={REFRESH_S}",  # how long a server remembers whom the hub let in
]


def furnish(spawner):
    """Each side its own Python; the course's account also its folders.

    What students may switch on in their own homes shows them their own files only: the walls are the modes of the
    folders and who runs what, not the configuration of their JupyterLab.
    """
    side = "teacher" if spawner.user.name == ACCOUNT else "student"
    programs = ENVIRONMENTS / side / "bin"
    spawner.cmd = [str(programs / "python"), "-m", "jupyterhub.singleuser"]
    spawner.environment = {
        "PATH": f"{programs}:{PROGRAMS}",
        "BACKPROP_EXCHANGE": str(PLACE / "exchange"),
        "OPENBLAS_NUM_THREADS": "1",  # small matrices gain nothing from more, and forty people share the cores
    }
    if side == "teacher":
        spawner.environment |= {
            "BACKPROP_RUN": str(PLACE / "teacher" / "run"),
            "JUPYTER_CONFIG_PATH": str(CHECKOUT / "autograder"),
        }
        spawner.notebook_dir = str(PLACE)  # the formgrader insists that its course lies below the server's root


c.Spawner.pre_spawn_hook = furnish
