"""Where a reader's code runs and is watched, and what an examiner puts on the table there; no judgement."""
