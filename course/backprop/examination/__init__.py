"""How an answer is judged: records of exercises, the five checks, truth by nudging, the report card."""
