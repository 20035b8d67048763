"""The wire: what goes in comes out, and whatever comes in from a stranger ends in a value or in ProtocolError."""

import json
import math
import socket
import struct
import threading
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backprop.rooms.observe import decode_word, encode_word
from backprop.rooms.room import WORD_SIZE, Builtin, Keep, Make, Observation, Raised, Ref, Word
from backprop_grader.isolated import answers, values, wire
from backprop_grader.isolated.calls import Call, decode_call, encode_call

CAPS = wire.Caps()
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DTYPES = st.sampled_from(list(values.DTYPES.values()))
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
ARRAYS = DTYPES.flatmap(lambda dtype: hnp.arrays(dtype, SHAPES))
NUMPY_SCALARS = DTYPES.flatmap(lambda dtype: hnp.arrays(dtype, ())).map(lambda array: array[()])
PYTHON_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63), st.floats(), TEXT)
SCALARS = st.one_of(PYTHON_SCALARS, NUMPY_SCALARS)
KEYS = st.one_of(st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), TEXT)
VALUES = st.recursive(
    st.one_of(SCALARS, ARRAYS, st.builds(Ref, st.integers(0, 2**31))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(KEYS, inner, max_size=3),
        st.builds(Make, TEXT, st.dictionaries(TEXT, inner, max_size=2)),
    ),
    max_leaves=8,
)


def over_the_wire(value):
    encoder = values.Encoder()
    pieces = wire.encode({"value": encoder.encode(value)}, encoder.buffers)
    frame = wire.decode(b"".join(pieces), wire.Caps(header=1 << 20))
    decoder = values.Decoder(frame.buffers)
    found = decoder.decode(frame.header["value"])
    decoder.finish()
    return found


def same(one, other):
    """Equal in type, bits and layout: nan is nan, and -0.0 is not 0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return (
            (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
            and one.flags.c_contiguous == other.flags.c_contiguous
            and one.flags.f_contiguous == other.flags.f_contiguous
        )
    if isinstance(one, np.generic):
        return one.tobytes() == other.tobytes()
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other) or (math.isnan(one) and math.isnan(other))
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return len(one) == len(other) and all(map(same, one, other)) and all(map(same, one.values(), other.values()))
    if isinstance(one, Make):
        return one.name == other.name and same(dict(one.params), dict(other.params))
    return one == other


@given(VALUES)
@settings(max_examples=200, deadline=None)
def test_every_value_arrives_as_it_was(value):
    assert same(over_the_wire(value), value)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12.0).reshape(3, 4).T,
        np.arange(12.0).reshape(3, 4)[:, ::2],
        np.arange(6.0)[::-1],
        np.broadcast_to(2.0, (3, 4)),
        np.array(3.0),
        np.zeros((0, 3)),
        np.asfortranarray(np.ones((2, 3), np.float32)),
        np.arange(3, dtype=">i4").astype(">i4"),
    ],
    ids=["transposed", "strided", "reversed", "broadcast", "0-d", "empty", "fortran", "big-endian"],
)
def test_an_array_keeps_its_values_and_whether_it_is_contiguous(array):
    found = over_the_wire(array)
    np.testing.assert_array_equal(found, array)
    assert found.dtype == array.dtype.newbyteorder("=")
    assert found.flags.writeable
    assert found.flags.c_contiguous == array.flags.c_contiguous
    assert found.flags.f_contiguous == array.flags.f_contiguous


@pytest.mark.parametrize("value", [1j, np.array([1j]), np.array([None]), object(), b"bytes", {1, 2}, np.array(["a"])])
def test_what_is_not_plain_data_is_refused_before_it_is_sent(value):
    with pytest.raises(TypeError):
        values.Encoder().encode(value)


def test_a_call_arrives_as_it_was():
    returns = ("dx", {"W": "dW", "c": Keep("cache")}, Word("kind"))
    call = Call("f", (np.arange(3.0), {"a": Ref(2)}), "forward", returns, True)
    header, buffers = encode_call(call)
    found = decode_call(wire.decode(b"".join(wire.encode(header, buffers)), CAPS))
    assert same(found.args, call.args)
    assert (found.target, found.method, found.returns, found.count_calls) == ("f", "forward", returns, True)


def test_a_tool_can_be_called_by_its_name():
    header, buffers = encode_call(Call(Builtin("read"), (), None, "y", False))
    assert decode_call(wire.decode(b"".join(wire.encode(header, buffers)), CAPS)).target == Builtin("read")


SPEC = ("dx", {"b": "db", "c": Keep("cache")})
OBSERVATION = Observation(
    leaves={"dx": np.arange(6.0).reshape(2, 3), "db": np.array(2)},
    refs={"cache": Ref(4)},
    changed=(0, 2),
    shared=(("dx", "argument 0"),),
    seconds=0.25,
    calls=7,
)


def observed(observation, spec, **changes):
    header, buffers = answers.encode_observation(observation)
    data = b"".join(wire.encode({**header, **changes}, buffers))
    return answers.decode_observation(wire.decode(data, CAPS), spec)


def test_an_observation_arrives_as_it_was():
    found = observed(OBSERVATION, SPEC)
    assert {name: array.tolist() for name, array in found.leaves.items()} == {"dx": [[0, 1, 2], [3, 4, 5]], "db": 2}
    assert (found.refs, found.changed, found.shared) == ({"cache": Ref(4)}, (0, 2), (("dx", "argument 0"),))
    assert (found.seconds, found.calls, found.problem, found.raised) == (0.25, 7, None, None)
    raised = Observation(raised=Raised("ValueError", "schlecht: ü 😀", 3, "x = 1"))
    assert observed(raised, SPEC) == raised


def test_a_word_is_as_long_as_words_are():
    word = Observation(leaves={"kind": encode_word("path")})
    assert decode_word(observed(word, Word("kind")).leaves["kind"]) == "path"
    for odd in (np.zeros(WORD_SIZE + 1, np.uint8), np.zeros((1, WORD_SIZE), np.uint8), np.zeros(WORD_SIZE)):
        with pytest.raises(wire.ProtocolError):
            observed(Observation(leaves={"kind": odd}), Word("kind"))


def test_text_from_the_sandbox_cannot_drive_a_terminal():
    hostile = "\x1b]0;title\x07\x1b[31mred\x1b[0m \u202ereversed\x00 \x1b]52;c;Zm9v\x1b\\end"
    found = observed(Observation(raised=Raised("E", hostile)), SPEC)
    assert found.raised.message == "red \ufffdreversed\ufffd end"


def test_messages_of_any_length_and_script_fit_into_a_frame():
    worst = "😀\x00é" * 5000
    assert observed(Observation(problem=worst, raised=Raised(worst, worst, 1, worst)), SPEC).problem


@pytest.mark.parametrize(
    "changes",
    [
        {"leaves": [["dx", 0, "f8", [2, 3]]]},
        {"leaves": [["dx", 0, "f8", [2, 3]], ["other", 1, "i8", []]]},
        {"leaves": [["dx", 0, "f8", [2, 3]], ["dx", 1, "i8", []]]},
        {"leaves": [["dx", 0, "f8", [2, 3]], ["db", 0, "f8", [2, 3]]]},
        {"leaves": [["dx", 0, "f8", [2, 3]], ["db", 1, "b1", [8]]]},
        {"leaves": [["dx", 0, "c16", [3]], ["db", 1, "i8", []]]},
        {"leaves": [["dx", 0, "O", [6]], ["db", 1, "i8", []]]},
        {"leaves": [["dx", 0, "f8", [1 << 62, 1 << 62]], ["db", 1, "i8", []]]},
        {"leaves": [["dx", 0, "f8", [-2, -3]], ["db", 1, "i8", []]]},
        {"leaves": [["dx", 0, "f8", [0] * 40], ["db", 1, "i8", []]]},
        {"leaves": None},
        {"refs": []},
        {"refs": [["cache", -1]]},
        {"refs": [["cache", True]]},
        {"seconds": -1},
        {"seconds": 1e300},
        {"seconds": "1"},
        {"calls": 1.5},
        {"calls": 1 << 60},
        {"changed": [0] * 1000},
        {"shared": [["dx", "argument -1"]]},
        {"shared": [["dx", "argument ²"]]},
        {"shared": [["dx", "argument"]]},
        {"shared": [["cache", "db"]]},
        {"shared": [["dx", "dx", "dx"]]},
        {"problem": "x" * 5000},
        {"problem": ["x"]},
        {"raised": ["only a type"]},
        {"surplus": 1},
        {"points": 10},
    ],
)
def test_an_observation_that_is_not_what_was_asked_for_is_a_protocol_error(changes):
    with pytest.raises(wire.ProtocolError):
        observed(OBSERVATION, SPEC, **changes)


@pytest.mark.parametrize(
    "text",
    [
        b"[]",
        b"1",
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1,"a":2}',
        b'{"a":' + b"9" * 4000 + b"}",
        b'{"a":' + b"[" * 60000,
        b"\xff\xfe",
        b'{"a"',
        b"{}{}",
        b'{"buffers":[-1]}',
        b'{"buffers":[true]}',
        b'{"buffers":{"a":1}}',
        b'{"buffers":[9999999999999]}',
        b'{"buffers":[3]}',
        b'{"buffers":' + json.dumps([0] * 5000).encode() + b"}",
    ],
)
def test_a_header_that_no_honest_peer_sends_is_a_protocol_error(text):
    with pytest.raises(wire.ProtocolError):
        wire.decode(wire.LENGTH.pack(len(text)) + text, CAPS)


def test_bytes_after_the_frame_are_a_protocol_error():
    with pytest.raises(wire.ProtocolError, match="after the end"):
        wire.decode(b"".join(wire.encode({"a": 1})) + b"x", CAPS)


def test_a_lie_about_its_size_costs_no_more_memory_than_the_cap():
    caps = wire.Caps(header=1 << 12, buffers=1 << 20)
    one, other = socket.socketpair()
    text = b'{"buffers":[1048577]}'
    one.sendall(wire.LENGTH.pack(len(text)) + text + wire.LENGTH.pack(0xFFFFFFFF))
    tracemalloc.start()
    try:
        channel = wire.Channel(other, caps)
        for _ in range(2):
            with pytest.raises(wire.ProtocolError, match="at most"):
                channel.receive(time.monotonic() + 5)
        assert tracemalloc.get_traced_memory()[1] < 1 << 19
    finally:
        tracemalloc.stop()
        one.close()
        other.close()


def close(*channels):
    for channel in channels:
        channel.close()


def test_a_peer_that_says_nothing_is_waited_for_until_the_deadline_only():
    one, other = wire.pair()
    with pytest.raises(wire.Late):
        other.receive(time.monotonic() + 0.05)
    close(one, other)


def test_a_peer_that_sends_byte_after_byte_is_waited_for_until_the_deadline_only():
    one, two = socket.socketpair()
    channel = wire.Channel(two)
    stop = threading.Event()

    def drip():
        one.sendall(wire.LENGTH.pack(60000))
        while not stop.wait(0.002):
            one.sendall(b" ")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(wire.Late):
            channel.receive(time.monotonic() + 0.2)
    finally:
        stop.set()
        thread.join()
        one.close()
        channel.close()


def test_a_peer_that_does_not_read_is_waited_for_until_the_deadline_only():
    one, other = wire.pair()
    with pytest.raises(wire.Late):
        one.send({"op": "call"}, [bytes(8 << 20)], time.monotonic() + 0.1)
    close(one, other)


def test_a_peer_that_is_gone_is_noticed_at_once():
    one, other = wire.pair()
    other.close()
    with pytest.raises(wire.Gone):
        one.receive(time.monotonic() + 60)
    with pytest.raises(wire.Gone):
        one.send({"op": "call"}, [bytes(1 << 20)], time.monotonic() + 60)
    one.close()


def test_a_peer_that_hangs_up_within_a_frame_is_noticed_at_once():
    one, two = socket.socketpair()
    channel = wire.Channel(two)
    one.sendall(wire.LENGTH.pack(100) + b"{")
    one.close()
    with pytest.raises(wire.Gone):
        channel.receive(time.monotonic() + 60)
    channel.close()


def test_files_come_along_only_where_they_are_expected(tmp_path):
    one, two = socket.socketpair()
    three, four = socket.socketpair()
    with (tmp_path / "file").open("w") as file:
        for sock, takes in ((two, True), (four, False)):
            sender = wire.Channel(one if sock is two else three)
            receiver = wire.Channel(sock, takes_files=takes)
            sender.send({"op": "exercise"}, deadline=time.monotonic() + 5, files=[file.fileno()])
            assert receiver.receive(time.monotonic() + 5).header == {"op": "exercise"}
            assert len(receiver.files) == takes
            for number in receiver.files:
                socket.close(number)
            close(sender, receiver)
