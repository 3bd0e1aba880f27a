"""Chunks of a session's file: numbers, losslessly, in the layouts that src/history/codec.ts reads and writes."""

import zlib
from array import array
from struct import pack, unpack_from
from sys import byteorder
from typing import List, Sequence

#: Values of one chunk.
CHUNK_LENGTH = 16_384

_CONSTANT, _LINEAR, _STEPS, _FLOATS = 0, 1, 2, 3
_PLAIN_PLANES = 0x80
_STEPS_HEADER = 5


def encode_chunk(values: Sequence[float]) -> bytes:
    """Writes a chunk: a constant, a line, or doubles as deflated byte planes, xored with neighbours if smaller."""
    bits = _to_words(values)
    if all(word == bits[0] for word in bits):
        return pack("<Bd", _CONSTANT, values[0])
    step = values[1] - values[0]
    if _to_words([values[0] + step * index for index in range(len(values))]) == bits:
        return pack("<Bdd", _LINEAR, values[0], step)
    chained = [bits[0], *(word ^ before for before, word in zip(bits, bits[1:]))]
    candidates = [pack("<BB", _FLOATS, kind) + zlib.compress(_split_planes(words), 6)
                  for kind, words in ((0, bits), (1, chained))]  # fmt: skip
    best = min(candidates, key=len)
    if len(best) < 2 + 8 * len(values):
        return best
    return pack("<BB", _FLOATS | _PLAIN_PLANES, 0) + _split_planes(bits)


def decode_chunk(data: bytes, count: int) -> List[float]:
    """Reads a chunk of so many values; raises ValueError where it is none."""
    kind = data[0] & ~_PLAIN_PLANES
    if kind == _CONSTANT:
        return list(unpack_from("<d", data, 1)) * count
    if kind == _LINEAR:
        start, step = unpack_from("<dd", data, 1)
        return [start + step * index for index in range(count)]
    if kind == _STEPS:
        return _decode_steps(data, count)
    if kind == _FLOATS:
        words = _join_planes(_planes(data, 2, 8 * count), 8)
        if data[1] == 1:
            for index in range(1, count):
                words[index] ^= words[index - 1]
        return _from_words(words)
    raise ValueError(f"unknown kind of chunk {kind}")


def _decode_steps(data: bytes, count: int) -> List[float]:
    order, base, exponent, width = data[1], data[2], data[3] - 128, data[4]
    head_count = min(count, max(1, order))
    heads = list(unpack_from(f"<{head_count}d", data, _STEPS_HEADER))
    rest = count if order == 0 else count - head_count
    steps = _join_planes(_planes(data, _STEPS_HEADER + 8 * head_count, rest * width), width) if width else [0] * rest
    # Whole numbers below 2 ** 53: exact as integers, and divided as the writer divided them.
    wholes = [int(head) for head in heads]
    if order == 0:
        wholes = [wholes[0] + step for step in steps]
    else:
        for step in steps:
            difference = step // 2 if step % 2 == 0 else -(step + 1) // 2
            before = wholes[-1]
            wholes.append(before + (difference if order == 1 else before - wholes[-2] + difference))
    factor = float(base) ** exponent
    return [whole / factor for whole in wholes]


def _planes(data: bytes, offset: int, length: int) -> bytes:
    body = data[offset:]
    planes = body if data[0] & _PLAIN_PLANES else zlib.decompressobj().decompress(body, max(1, length))
    if len(planes) != length:
        raise ValueError(f"a chunk holds {len(planes)} bytes instead of {length}")
    return planes


def _split_planes(words: Sequence[int]) -> bytes:
    """All lowest bytes, then all second ones, and so on."""
    joined = array("Q", words)
    if byteorder == "big":
        joined.byteswap()
    plain = joined.tobytes()
    return b"".join(plain[plane::8] for plane in range(8))


def _join_planes(planes: bytes, width: int) -> List[int]:
    count = len(planes) // width if width else 0
    plain = bytearray(8 * count)
    for plane in range(width):
        plain[plane::8] = planes[plane * count : (plane + 1) * count]
    words = array("Q", bytes(plain))
    if byteorder == "big":
        words.byteswap()
    return list(words)


def _to_words(values: Sequence[float]) -> List[int]:
    return list(array("Q", array("d", values).tobytes()))


def _from_words(words: Sequence[int]) -> List[float]:
    return list(array("d", array("Q", words).tobytes()))
