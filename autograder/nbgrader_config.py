"""nbgrader's configuration for this course: where things lie, and our engine in the place of nbgrader's.

Found by `nbgrader` when it is started in this folder (or with --course-dir), and by JupyterLab's extensions when this
folder is in JUPYTER_CONFIG_PATH. The run folder is `run` beside this file, or where BACKPROP_RUN points.
"""

import os
import sys
from pathlib import Path

from backprop_grader.preprocessors import AUTOGRADE, RELEASE, SANITIZE

HERE = Path(__file__).resolve().parent
RUN = Path(os.environ.get("BACKPROP_RUN") or HERE / "run").resolve()


def _from_here(path):
    """nbgrader reads absolute folders as regular expressions: one in a path like c++/ would find nothing."""
    return os.path.relpath(path, HERE)


c = get_config()

c.CourseDirectory.course_id = "backprop"
c.CourseDirectory.root = str(HERE)
c.CourseDirectory.db_url = f"sqlite:///{RUN / 'gradebook.db'}"
c.CourseDirectory.source_directory = _from_here(HERE / "build" / "source")
c.CourseDirectory.release_directory = _from_here(HERE.parent / "course")
for step in ("submitted", "autograded", "feedback", "solution", "source_with_tests"):
    c.CourseDirectory[f"{step}_directory"] = _from_here(RUN / step)

# The exchange, through which nbgrader hands out and collects: where BACKPROP_EXCHANGE points, else the one of this
# machine, else one in the run folder, for one person who tries both sides.
EXCHANGE = Path("/usr/local/share/nbgrader/exchange")
exchange = os.environ.get("BACKPROP_EXCHANGE")
if exchange == "ngshare":  # no folder but a service of the hub's: see hub/README.md
    from nbgrader.exchange import ExchangeFactory

    for step in ExchangeFactory.class_own_traits():
        title = "" if step == "exchange" else step.title().replace("_", "")
        c.ExchangeFactory[step] = f"ngshare_exchange.Exchange{title}"
else:
    c.Exchange.root = exchange or str(EXCHANGE if EXCHANGE.is_dir() else RUN / "exchange")
    # Only what is a student's own is collected: others can write to the exchange too.
    c.ExchangeFactory.collect = "backprop_grader.exchange.collecting.CollectOwn"
    # Feedback is released to all who handed in through it, whatever way the others took.
    c.ExchangeFactory.release_feedback = "backprop_grader.exchange.releasing.ReleaseToSubmitters"

# Names, not classes: the formgrader shows this configuration as JSON.
c.GenerateAssignment.preprocessors = RELEASE
c.Autograde.sanitize_preprocessors = SANITIZE
c.Autograde.autograde_preprocessors = AUTOGRADE
c.Autograde.exporter_class = "backprop_grader.preprocessors.SubmissionExporter"
c.Autograde.pre_convert_hook = "backprop_grader.preprocessors.prepare"

# nbgrader starts `alembic` by that name, which is only found where this Python's programs are.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
