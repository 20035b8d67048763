"""The room's server: a fork that answers the calls of one exercise and then ends.

It does next to the student's function what `backprop.rooms.observe` does, and knows nothing of what is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from backprop.rooms.observe import LocalRoom
from backprop.rooms.room import Observation, Raised
from backprop_grader.isolated.answers import encode_observation
from backprop_grader.isolated.calls import decode_call, decode_put
from backprop_grader.isolated.limits import Limits
from backprop_grader.isolated.originals import exit_now, getpid, restore, settler
from backprop_grader.isolated.wire import Channel, Frame, Gone

Answer = tuple[dict[str, Any], list[bytes]]
SKIPPED: Answer = {"skipped": True}, []


def serve(channel: Channel, names: Mapping[str, Any], limits: Limits) -> None:
    """Answer questions, in their order, until the other side closes the channel.

    Several may have come at once. What is asked `after` others is not tried if one of those went wrong.
    """
    restore()
    room, process, well = LocalRoom(names, settler()), getpid(), True
    while True:
        try:
            question = channel.receive()
        except Gone:
            return
        header = question.header
        match header["op"]:
            case "put":
                room.number_from(header["ref"])
                room.put(decode_put(question))
                continue
            case "forget":
                restore()
                room.forget()
                continue
            case "has":
                answer: Answer = {"has": room.has(header["name"])}, []
            case "call" if header["after"] and not well:
                answer = SKIPPED
            case "call":
                room.number_from(header["ref"])
                answer = _observed(room, question, limits)
                well = answer[0]["leaves"] is not None
        if getpid() != process:
            exit_now(0)  # a fork that the student's code has made and not ended: one process answers
        channel.hold({"id": header["id"], **answer[0]}, answer[1])


def _observed(room: LocalRoom, question: Frame, limits: Limits) -> Answer:
    """The observation of a call; an exception that ends other programs is one like any other here."""
    call = decode_call(question)
    try:
        seen = room.call(
            call.target, *call.args, method=call.method, returns=call.returns, count_calls=call.count_calls
        )
        return encode_observation(_within(seen, limits))
    except BaseException as error:
        return encode_observation(Observation(raised=Raised(type(error).__name__, _words(error))))


def _within(seen: Observation, limits: Limits) -> Observation:
    size = sum(array.nbytes for array in (seen.leaves or {}).values())
    if size <= limits.answer_bytes:
        return seen
    problem = f"results of {size >> 20} MiB, more than the {limits.answer_bytes >> 20} MiB that are looked at"
    return replace(seen, leaves=None, refs={}, problem=problem)


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:
        return "(an exception whose text cannot be read)"
