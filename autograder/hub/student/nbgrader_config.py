"""nbgrader's configuration where students work: which course, and where the exchange is. It knows nothing else.

Lies in etc/jupyter/ of the students' Python, where nbgrader finds it from any folder.
"""

import os

c = get_config()

c.CourseDirectory.course_id = "backprop"
c.Exchange.root = os.environ.get("BACKPROP_EXCHANGE", "/srv/backprop/exchange")
