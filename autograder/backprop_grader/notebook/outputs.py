"""What a cell of a submission showed in the sandbox, as the outputs of a notebook's cell.

It says in words where a cell came to no end. Whether an output may be shown to others is decided in `inert`.
"""

from __future__ import annotations

import base64
from typing import Any

from backprop_grader.isolation import CellOutcome, Output


def as_outputs(outcome: CellOutcome) -> list[dict[str, Any]]:
    """A cell's outcome as a notebook's outputs; a cell that did not finish says so."""
    outputs = [_as_output(output, outcome.number) for output in outcome.outputs]
    said = {"died": "This cell ended its process.", "timeout": "This cell did not come to an end in time."}
    if outcome.status in said:
        outputs.append(_stream("stderr", f"{said[outcome.status]} It was left out when grading went on.\n"))
    if outcome.status == "skipped":
        outputs.append(_stream("stderr", "This cell was not run: the time of the submission was used up.\n"))
    return outputs


def _stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def _as_output(output: Output, number: int | None) -> dict[str, Any]:
    if output.kind in ("stdout", "stderr"):
        return _stream(output.kind, output.text)
    if output.kind == "error":
        lines = output.text.splitlines()
        return {"output_type": "error", "ename": output.name, "evalue": output.value, "traceback": lines}
    data: dict[str, Any] = {"text/plain": output.text}
    if output.png:
        data["image/png"] = base64.b64encode(output.png).decode("ascii")
    if output.kind == "result":
        return {"output_type": "execute_result", "execution_count": number, "data": data, "metadata": {}}
    return {"output_type": "display_data", "data": data, "metadata": {}}
