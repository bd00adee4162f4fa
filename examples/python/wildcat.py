# SPDX-License-Identifier: MIT
"""Wildcat for Python, without building anything: ctypes on libwildcat.so (wildcat/wildcat.h).

    import wildcat
    with wildcat.Searcher() as searcher:
        result = searcher.search(header, nonces=range(0, 1_000_000))
    print(result.end, [hit.header.hex() for hit in result.found])

Headers and hashes are bytes as they are hashed. A hash as people write it is hash[::-1].hex().
WILDCAT_LIBRARY names the library when the loader does not find it.
"""

import ctypes
import ctypes.util
import os
from dataclasses import dataclass, field

ABI_VERSION = 1
RUNNING = 13
ENDS = ("found", "exhausted", "cancelled", "failed")


class _Error(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("status", ctypes.c_int32), ("message", ctypes.c_char * 504)]


class _Options(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("threads", ctypes.c_uint32), ("kernel", ctypes.c_char_p),
                ("calibration_file", ctypes.c_char_p), ("no_pin", ctypes.c_uint32),
                ("idle_priority", ctypes.c_uint32)]


class _Request(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("roll_mask", ctypes.c_uint32), ("header", ctypes.c_uint8 * 80),
                ("target", ctypes.c_uint8 * 32), ("first_nonce", ctypes.c_uint32),
                ("ntime_window", ctypes.c_uint32), ("nonces", ctypes.c_uint64), ("max_found", ctypes.c_uint64)]


class _Result(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("end", ctypes.c_int32), ("hashes", ctypes.c_uint64),
                ("found", ctypes.c_uint64)]


class _Hit(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("header", ctypes.c_uint8 * 80),
                ("hash", ctypes.c_uint8 * 32)]


def _load():
    name = os.environ.get("WILDCAT_LIBRARY") or ctypes.util.find_library("wildcat") or "libwildcat.so"
    library = ctypes.CDLL(name)
    handle, error = ctypes.c_void_p, ctypes.POINTER(_Error)
    signatures = {
        "wildcat_abi_version": (ctypes.c_uint32, []),
        "wildcat_version": (ctypes.c_char_p, []),
        "wildcat_status_text": (ctypes.c_char_p, [ctypes.c_int32]),
        "wildcat_target_from_nbits": (ctypes.c_int32, [ctypes.c_uint32, ctypes.c_char_p]),
        "wildcat_target_from_difficulty": (ctypes.c_int32, [ctypes.c_double, ctypes.c_char_p]),
        "wildcat_hash_header": (None, [ctypes.c_char_p, ctypes.c_char_p]),
        "wildcat_searcher_open": (ctypes.c_int32, [ctypes.POINTER(_Options), ctypes.POINTER(handle), error]),
        "wildcat_searcher_close": (None, [handle]),
        "wildcat_search_start": (ctypes.c_int32, [handle, ctypes.POINTER(_Request), error]),
        "wildcat_search_poll": (ctypes.c_int32, [handle, ctypes.POINTER(_Result), error]),
        "wildcat_search_wait": (ctypes.c_int32, [handle, ctypes.c_int64, ctypes.POINTER(_Result), error]),
        "wildcat_search_cancel": (None, [handle]),
        "wildcat_search_take": (ctypes.c_size_t, [handle, ctypes.POINTER(_Hit), ctypes.c_size_t]),
        "wildcat_checker_open": (ctypes.c_int32, [ctypes.POINTER(_Options), ctypes.POINTER(handle), error]),
        "wildcat_checker_close": (None, [handle]),
        "wildcat_hash_headers": (ctypes.c_int32, [handle, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, error]),
        "wildcat_check_headers_each": (ctypes.c_int32, [handle, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p,
                                                        ctypes.c_char_p, error]),
        "wildcat_check_headers": (ctypes.c_int32, [handle, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p,
                                                   ctypes.c_char_p, error]),
    }
    for function, (result, arguments) in signatures.items():
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    if library.wildcat_abi_version() // 1000 != ABI_VERSION // 1000:
        raise ImportError(f"{name} has ABI {library.wildcat_abi_version()}, this module wants {ABI_VERSION}")
    return library


_library = _load()


class WildcatError(Exception):
    """A call failed; `status` is one of the WILDCAT_ numbers of wildcat.h."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def _new(kind):
    return kind(size=ctypes.sizeof(kind))


def _checked(status, error=None):
    if status not in (0, RUNNING):
        text = error.message if error is not None and error.message else _library.wildcat_status_text(status)
        raise WildcatError(status, text.decode())
    return status


def _options(threads, kernel, calibration_file=None):
    options = _new(_Options)
    options.threads = threads
    options.kernel = kernel.encode() if kernel else None
    options.calibration_file = os.fsencode(calibration_file) if calibration_file else None
    return options


def version():
    """The library's version."""
    return _library.wildcat_version().decode()


def hash_header(header):
    """SHA-256d of 80 bytes."""
    if len(header) != 80:
        raise ValueError("a header has 80 bytes")
    out = ctypes.create_string_buffer(32)
    _library.wildcat_hash_header(header, out)
    return out.raw


def target_from_nbits(nbits):
    """The target as a number."""
    out = ctypes.create_string_buffer(32)
    _checked(_library.wildcat_target_from_nbits(nbits, out))
    return int.from_bytes(out.raw, "little")


def target_from_difficulty(difficulty):
    """The target as a number."""
    out = ctypes.create_string_buffer(32)
    _checked(_library.wildcat_target_from_difficulty(difficulty, out))
    return int.from_bytes(out.raw, "little")


@dataclass
class Hit:
    """A header whose hash meets the target."""
    header: bytes
    hash: bytes


@dataclass
class Result:
    """How a search ended: `end` is one of ENDS."""
    end: str
    hashes: int
    found: list = field(default_factory=list)


class _Handle:
    _close = None

    def __init__(self):
        self._handle = ctypes.c_void_p()

    def close(self):
        if self._handle:
            self._close(self._handle)
            self._handle = ctypes.c_void_p()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    __del__ = close


class Searcher(_Handle):
    """Searches one header at a time on the CPU."""
    _close = _library.wildcat_searcher_close

    def __init__(self, threads=0, kernel=None, calibration_file=None):
        super().__init__()
        error = _new(_Error)
        options = _options(threads, kernel, calibration_file)
        _checked(_library.wildcat_searcher_open(options, ctypes.byref(self._handle), error), error)

    def start(self, header, target=None, nonces=range(1 << 32), roll_mask=0, ntime_window=0, max_found=1):
        """Begins; without `target` the header's own nBits count. `nonces` is a range of step 1."""
        if len(header) != 80 or nonces.step != 1 or not nonces:
            raise ValueError("give a header of 80 bytes and a range of nonces that is not empty")
        if target is None:
            target = target_from_nbits(int.from_bytes(header[72:76], "little"))
        request = _new(_Request)
        request.header[:] = header
        request.target[:] = target.to_bytes(32, "little")
        request.first_nonce, request.nonces = nonces.start, len(nonces)
        request.roll_mask, request.ntime_window, request.max_found = roll_mask, ntime_window, max_found
        error = _new(_Error)
        _checked(_library.wildcat_search_start(self._handle, request, error), error)

    def wait(self, seconds=None):
        """The Result, or None when it is not over by then. Python's other threads run meanwhile."""
        result, error = _new(_Result), _new(_Error)
        nanoseconds = -1 if seconds is None else int(seconds * 1e9)
        if _checked(_library.wildcat_search_wait(self._handle, nanoseconds, result, error), error) == RUNNING:
            return None
        return Result(ENDS[result.end], result.hashes, self.take())

    def take(self):
        """Hits found since the last take."""
        hits = []
        array = (_Hit * 64)(*[_new(_Hit) for _ in range(64)])
        while count := _library.wildcat_search_take(self._handle, array, 64):
            hits += [Hit(bytes(hit.header), bytes(hit.hash)) for hit in array[:count]]
        return hits

    def cancel(self):
        """Ends the search; wait() then returns."""
        _library.wildcat_search_cancel(self._handle)

    def search(self, header, **request):
        """start() and wait(). Ctrl-C works: it is looked for ten times a second."""
        self.start(header, **request)
        try:
            while (result := self.wait(0.1)) is None:
                pass
            return result
        except KeyboardInterrupt:
            self.cancel()
            self.wait()
            raise


def _count(headers):
    count, rest = divmod(len(headers), 80)
    if rest:
        raise ValueError("a header has 80 bytes")
    return count


class Checker(_Handle):
    """Checks many headers at once."""
    _close = _library.wildcat_checker_close

    def __init__(self, threads=0, kernel=None):
        super().__init__()
        error = _new(_Error)
        _checked(_library.wildcat_checker_open(_options(threads, kernel), ctypes.byref(self._handle), error), error)

    def check(self, headers, target):
        """`headers`: bytes, 80 for each. A list of bools: which ones meet `target`, a number."""
        return self._bits(_library.wildcat_check_headers, headers, target.to_bytes(32, "little"))

    def check_each(self, headers, targets):
        """The same with a target for each header, a list of numbers."""
        if len(targets) != _count(headers):
            raise ValueError("there is not one target for each header")
        return self._bits(_library.wildcat_check_headers_each, headers,
                          b"".join(target.to_bytes(32, "little") for target in targets))

    def hash(self, headers):
        """`headers`: bytes, 80 for each. A list of their hashes, 32 bytes each."""
        count = _count(headers)
        hashes = ctypes.create_string_buffer(32 * count or 1)
        error = _new(_Error)
        _checked(_library.wildcat_hash_headers(self._handle, headers, count, hashes, error), error)
        return [hashes.raw[32 * i:32 * i + 32] for i in range(count)]

    def _bits(self, function, headers, targets):
        count = _count(headers)
        bits = ctypes.create_string_buffer((count + 7) // 8 or 1)
        error = _new(_Error)
        _checked(function(self._handle, headers, count, targets, bits, error), error)
        return [bool(bits.raw[i // 8] >> i % 8 & 1) for i in range(count)]
