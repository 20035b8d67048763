"""Releasing feedback through nbgrader's exchange to a class of which some handed in another way.

nbgrader stops, with a traceback, at the first page whose submission did not come through the exchange, and those behind
it in the alphabet get nothing. Named in nbgrader_config.py; importing it imports nbgrader.
"""

from __future__ import annotations

import glob
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from backprop_grader.receipts import RECEIPTS


class ReleaseToSubmitters(ExchangeReleaseFeedback):
    """`nbgrader release_feedback`, which passes over students whom the exchange does not know, and names them."""

    src_path: str

    def copy_files(self) -> None:
        """Release the pages of each student who handed in through the exchange."""
        for name in sorted(glob.glob(self.src_path)):  # noqa: PTH207  nbgrader's pattern, with the root in it
            folder = Path(name)
            if all((folder / receipt).is_file() for receipt in RECEIPTS):
                self.src_path = glob.escape(name)
                super().copy_files()
            elif any(folder.glob("*.html")):
                reason = "what was graded did not come through the exchange; send the page yourself"
                self.log.warning("not released: %s: %s", folder, reason)
