"""Honest frames damaged at random, and noise, against the trusted decoders. FRAMES=1000000 for the long run."""

import json
import os
import random
import struct
import zlib
from copy import deepcopy

import numpy as np
import pytest

from backprop.rooms.room import Keep, Observation, Raised, Ref
from backprop_grader.isolated import answers, wire
from backprop_grader.isolated.answers import CellOutcome, Output
from backprop_grader.isolated.safe_output import MAGIC, plain_png

FRAMES = int(os.environ.get("FRAMES", "4000"))
SEED = int(os.environ.get("SEED", "20240607"))
CAPS = wire.Caps(header=1 << 16, buffers=1 << 20)
SPEC = ("dx", {"b": "db", "c": Keep("cache")})
TOKENS = b'0 -1 1e999 true null "" [] {} "\\ud800" "f8" "O" , : [ ] { } " \\ \xff \x00'.split()
ODDITIES = (
    *(None, True, -1, 0, 1, 2, 3, 8, 48, 1.5, 1e308, 10**30, 1 << 53, 1 << 62, float("nan"), float("inf")),
    *("", "f8", "O", "c16", "V8", "i8", "dx", "db", "\ud800", "\x1b[2J", "x" * 3000, "ok", "stdout"),
    *([], {}, [0], [[0]], [1 << 40, 1 << 40], ["dx", 0, "f8", [2, 3]], {"a": 1}, [[]] * 300),
)


def picture():
    """The smallest honest PNG: one grey pixel."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    pixel = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\0"))
    return MAGIC + pixel + chunk(b"tEXt", b"Software\0spy") + chunk(b"IEND", b"")


def honest_frames():
    arrays = {"dx": np.arange(6.0).reshape(2, 3), "db": np.array(2)}
    yield answers.encode_observation(
        Observation(leaves=arrays, refs={"cache": Ref(1)}, changed=(0,), shared=(("dx", "db"),))
    )
    yield answers.encode_observation(Observation(raised=Raised("ValueError", "no", 3, "f(x)")))
    yield answers.encode_observation(Observation(problem="None instead of 2 results"))
    outputs = (
        Output("stdout", "hello"),
        Output("display", "<Figure>", picture()),
        Output("error", "tb", name="E", value="v"),
    )
    yield answers.encode_outcome(CellOutcome("error", outputs, number=3))


HONEST = list(honest_frames())


def damaged(rng):
    """A frame of one of three kinds: noise, accidents among the bytes of an honest one, or among its JSON's nodes."""
    kind = rng.random()
    if kind < 0.05:
        noise = rng.randbytes(rng.randrange(200))
        return wire.LENGTH.pack(rng.choice([len(noise), 2, 0, 0xFFFFFFFF])) + noise
    header, buffers = rng.choice(HONEST)
    if kind < 0.4:
        return with_damaged_bytes(rng, b"".join(wire.encode(header, buffers)))
    node = {**json.loads(json.dumps(header)), "buffers": [len(buffer) for buffer in buffers]}
    for _ in range(rng.randint(1, 3)):
        replace_a_node(rng, node)
    text = json.dumps(node).encode()
    return wire.LENGTH.pack(len(text)) + text + b"".join(map(bytes, buffers))


def with_damaged_bytes(rng, data):
    head, data = data[: wire.LENGTH.size], bytearray(data[wire.LENGTH.size :])
    before = len(data)
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(data) + 1)
        length = rng.choice([0, 0, 1, 1, 2, 8])
        data[place : place + length] = rng.choice([b"", rng.randbytes(1), rng.choice(TOKENS), data[place:][:20]])
    (size,) = wire.LENGTH.unpack(head)
    return wire.LENGTH.pack(max(0, size + len(data) - before)) + data  # right, where the header is what was hit


def replace_a_node(rng, node):
    """Walk down at random and put something else there, take it away, or add to it."""
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = rng.choice(keys)
        if isinstance(node[key], (dict, list)) and node[key] and rng.random() < 0.7:
            node = node[key]
            continue
        match rng.randrange(4):
            case 0:
                del node[key]
            case 1 if isinstance(node, list):
                node.insert(rng.randrange(len(node) + 1), deepcopy(node[key]))
            case _:
                node[key] = deepcopy(rng.choice(ODDITIES))
        return


def read_as_everything(data):
    """All that the trusted side makes of frames; what it accepts must have the promised types."""
    frame = wire.decode(data, CAPS)
    for read in (lambda: answers.decode_observation(frame, SPEC), lambda: answers.decode_outcome(frame, 0.0)):
        try:
            found = read()
        except wire.ProtocolError:
            continue
        check(found)


def check(found):
    if isinstance(found, CellOutcome):
        for output in found.outputs:
            output.text.encode()
            assert output.png == b"" or plain_png(output.png) == output.png
    elif found.leaves is not None:
        assert list(found.leaves) == ["dx", "db"]
        assert all(array.dtype.kind in "iuf" for array in found.leaves.values())


def test_honest_frames_are_read():
    frames = [wire.decode(b"".join(wire.encode(*honest)), CAPS) for honest in HONEST]
    assert answers.decode_observation(frames[0], SPEC).leaves
    assert answers.decode_observation(frames[1], SPEC).raised
    assert answers.decode_observation(frames[2], SPEC).problem
    outputs = answers.decode_outcome(frames[3], 0.0).outputs
    assert outputs[1].png == plain_png(picture())
    assert b"spy" not in outputs[1].png


def test_no_damage_makes_the_decoder_raise_anything_but_protocol_error():
    rng = random.Random(SEED)
    accepted = 0
    for number in range(FRAMES):
        data = damaged(rng)
        try:
            read_as_everything(data)
            accepted += 1
        except wire.ProtocolError:
            continue
        except Exception as error:
            pytest.fail(f"frame {number} of seed {SEED}: {type(error).__name__}: {error}\n{data!r}")
    assert 0 < accepted < FRAMES  # damage that touches nothing but numbers and text is read: the fuzzer gets that far


def test_no_damage_to_a_picture_gets_past_its_check():
    rng = random.Random(SEED + 1)
    whole = picture()
    for number in range(FRAMES):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 3)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            kept = plain_png(bytes(data))
        except wire.ProtocolError:
            continue
        assert kept == plain_png(whole), f"picture {number} of seed {SEED + 1}"
