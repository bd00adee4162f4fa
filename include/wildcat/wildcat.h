/* SPDX-License-Identifier: MIT */
/** \file
   Wildcat for C, and for every language that can call C: searching headers and checking many of
   them, on the CPU. A file of its own, because its layouts and symbols stay as they are while the
   C++ headers beside it may change.

   Rules for all functions
   - Handles are opaque. Numbers have fixed sizes; enumerations are int32_t.
   - Every struct begins with its `size`: set it to sizeof before the call (WILDCAT_INIT does).
     Fields that a later version appends are left alone when your `size` does not reach them, and
     zero is always the default. A size that no version has had is WILDCAT_INVALID_ARGUMENT.
   - A function that can fail returns a status: 0 for success. No C++ exception leaves the library.
     Where a `wildcat_error*` is taken, it may be null; otherwise it says more than the status.
   - Hashes and targets are 32 bytes in internal order, as SHA-256 emits them: read as a number, the
     first byte is the least significant. Block explorers show them backwards. Headers are 80 bytes
     as they are hashed, with little-endian fields.
   - A null pointer where a function does not allow it is WILDCAT_INVALID_ARGUMENT. Results are
     written on success only; a handle that could not be opened is null.
   - Threads: a searcher's functions may be called from any thread; wait and take from one at a
     time. A checker may be used by many threads at once. Call close when nothing else is running.
     Functions without a handle are pure and may be called from any thread.
   - fork(): threads do not follow into a child. Use a searcher only in the process that opened it.
   - Signals: the library installs no handler. Its threads block no signal; block those that you
   want to arrive elsewhere before opening a searcher, and unblock them afterwards.
   - There is no global state. Nothing is printed, and no file is touched but calibration_file. */
#ifndef WILDCAT_WILDCAT_H
#define WILDCAT_WILDCAT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
/** Marks what the shared library exports. */
#define WILDCAT_C_API __attribute__((visibility("default")))
#else
#define WILDCAT_C_API
#endif

/** Grows when something is added, jumps by 1000 when something is changed or removed. */
#define WILDCAT_ABI_VERSION 1
/** The ABI version of the library that is running. A program fits when both numbers divided by
   1000 are equal and the library's is not the lower one. */
WILDCAT_C_API uint32_t wildcat_abi_version(void);
/** The version of the library that is running: "0.1.0". Constant memory of the library. */
WILDCAT_C_API const char* wildcat_version(void);

/** A struct of zeros with its size set, for C. */
#define WILDCAT_INIT(type) {.size = sizeof(type)}

/** What went wrong. The numbers never change. */
typedef int32_t wildcat_status;
enum {
  WILDCAT_OK = 0,
  WILDCAT_INVALID_ARGUMENT = 1, /**< the caller's input is malformed or out of range */
  WILDCAT_NOT_FOUND = 2,        /**< a named thing does not exist */
  WILDCAT_NOT_RUNNABLE = 3,     /**< it exists, but does not run on this machine */
  WILDCAT_SELF_TEST_FAILED = 4, /**< it computed a wrong answer in its self-test */
  WILDCAT_DEVICE_FAILED = 5,    /**< a device stopped working */
  WILDCAT_IO = 6,               /**< file or socket trouble */
  WILDCAT_PROTOCOL = 7,         /**< the peer broke the protocol */
  WILDCAT_REFUSED = 8,          /**< the peer said no */
  WILDCAT_EXHAUSTED = 9,        /**< a finite resource is used up */
  WILDCAT_STATE = 10,           /**< the call is not legal now */
  WILDCAT_OUT_OF_MEMORY = 11,   /**< of the caller's or the machine's */
  WILDCAT_INTERNAL = 12,        /**< a fault of the library; please report it */
  WILDCAT_RUNNING = 13          /**< no failure: the search is not over yet */
};
/** One English sentence for a status. Never null, also for numbers that are none of the above;
   constant memory of the library. */
WILDCAT_C_API const char* wildcat_status_text(wildcat_status status);

/** More about a failure. Written only by a call that fails. */
typedef struct wildcat_error {
  uint32_t size;         /**< sizeof this struct */
  wildcat_status status; /**< what the call returned */
  char message[504];     /**< cause and remedy, cut to fit, always ended by a zero byte */
} wildcat_error;

/** How the CPU is to be used. All zeros: as fast as possible. */
typedef struct wildcat_cpu_options {
  uint32_t size;                /**< sizeof this struct */
  uint32_t threads;             /**< 0: one per CPU that this process may use */
  const char* kernel;           /**< "avx2"; null: the fastest */
  const char* calibration_file; /**< remembers the fastest; null: measured at every start */
  uint32_t no_pin;              /**< not 0: do not pin threads to CPUs */
  uint32_t idle_priority;       /**< not 0: run only when nobody else wants the CPU */
} wildcat_cpu_options;

/* ---- Targets and hashes ---- */

/** The target of a compact number (nBits), as headers carry it, by the rules of Bitcoin Core's
   arith_uint256::SetCompact. `target`: out, 32 bytes in internal order. Errors:
   WILDCAT_INVALID_ARGUMENT, the number is zero, negative or beyond 256 bits. */
WILDCAT_C_API wildcat_status wildcat_target_from_nbits(uint32_t nbits, uint8_t target[32]);
/** The target of a pool's difficulty: floor(0xffff * 2^208 / difficulty), at most 2^256 - 1.
   `target`: out, 32 bytes in internal order. Errors: WILDCAT_INVALID_ARGUMENT, the difficulty is
   not above zero, or not finite. */
WILDCAT_C_API wildcat_status wildcat_target_from_difficulty(double difficulty, uint8_t target[32]);
/** SHA-256d of a header (FIPS 180-4, twice). `header`: 80 bytes as they are hashed. `hash`: out, 32
   bytes in internal order. Never fails; with a null pointer nothing is done. */
WILDCAT_C_API void wildcat_hash_header(const uint8_t header[80], uint8_t hash[32]);

/* ---- Searching ---- */

/** Searches, one request at a time. */
typedef struct wildcat_searcher wildcat_searcher;

/** What to search: see SearchRequest in search.h. */
typedef struct wildcat_search_request {
  uint32_t size;         /**< sizeof this struct */
  uint32_t roll_mask;    /**< version bits to try in every combination */
  uint8_t header[80];    /**< its nonce is not read */
  uint8_t target[32];    /**< a hash is found when it is <= this; the header's nBits is not read */
  uint32_t first_nonce;  /**< where to begin */
  uint32_t ntime_window; /**< so many further seconds of ntime are tried */
  uint64_t nonces;       /**< how many from first_nonce on; 0: all up to the last */
  uint64_t max_found;    /**< the search ends when so many are found; 0: when all is searched */
} wildcat_search_request;

/** Why a search is over. */
enum {
  WILDCAT_END_FOUND = 0,
  WILDCAT_END_EXHAUSTED = 1,
  WILDCAT_END_CANCELLED = 2,
  WILDCAT_END_FAILED = 3 /**< every device has failed */
};
/** How a search ended. */
typedef struct wildcat_search_result {
  uint32_t size;   /**< sizeof this struct */
  int32_t end;     /**< WILDCAT_END_... */
  uint64_t hashes; /**< in units of work that were over */
  uint64_t found;  /**< since the start of the search, taken or not */
} wildcat_search_result;

/** A header that meets the target: proven, that is, hashed again by plain code. */
typedef struct wildcat_hit {
  uint32_t size;      /**< sizeof this struct */
  uint32_t reserved;  /**< zero */
  uint8_t header[80]; /**< with the nonce, and what was rolled */
  uint8_t hash[32];   /**< its SHA-256d */
} wildcat_hit;

/** Opens the CPU; its threads sleep until there is something to search. `options` may be null: as
   fast as possible. `searcher`: out, close it with wildcat_searcher_close. Errors:
   WILDCAT_NOT_FOUND (no such kernel), WILDCAT_NOT_RUNNABLE, WILDCAT_SELF_TEST_FAILED,
   WILDCAT_EXHAUSTED (threads cannot be started), WILDCAT_OUT_OF_MEMORY. */
WILDCAT_C_API wildcat_status wildcat_searcher_open(const wildcat_cpu_options* options,
                                                   wildcat_searcher** searcher,
                                                   wildcat_error* error);
/** Cancels what is running and frees everything. Null is ignored. */
WILDCAT_C_API void wildcat_searcher_close(wildcat_searcher* searcher);
/** Begins a search and returns at once. Hits of the search before that were not taken are gone.
   Errors: WILDCAT_STATE (one is running, or its result was not fetched), WILDCAT_INVALID_ARGUMENT
   (the target is zero, the nonces are no range, ntime and its window do not fit 32 bits),
   WILDCAT_DEVICE_FAILED. */
WILDCAT_C_API wildcat_status wildcat_search_start(wildcat_searcher* searcher,
                                                  const wildcat_search_request* request,
                                                  wildcat_error* error);
/** WILDCAT_OK: it is over, and `result` is filled in. WILDCAT_RUNNING: it is not. WILDCAT_STATE:
   none was started. */
WILDCAT_C_API wildcat_status wildcat_search_poll(wildcat_searcher* searcher,
                                                 wildcat_search_result* result,
                                                 wildcat_error* error);
/** The same, but waits up to `nanoseconds` for it; below zero: for as long as it takes. */
WILDCAT_C_API wildcat_status wildcat_search_wait(wildcat_searcher* searcher, int64_t nanoseconds,
                                                 wildcat_search_result* result,
                                                 wildcat_error* error);
/** Ends the running search: nothing more is found once this has returned, and the threads stop
   hashing within 1 ms. wait then tells the result. Ignored when no search is running. */
WILDCAT_C_API void wildcat_search_cancel(wildcat_searcher* searcher);
/** Moves hits into the caller's array of `capacity`: those found since the last take, while the
   search runs or after it. Each hit's `size` must be set. Returns how many; what does not fit
   stays. With a capacity of 0 `hits` is not looked at. */
WILDCAT_C_API size_t wildcat_search_take(wildcat_searcher* searcher, wildcat_hit* hits,
                                         size_t capacity);

/* ---- Checking many headers ---- */

/** Hashes many headers. */
typedef struct wildcat_checker wildcat_checker;

/** `options` may be null; of them `threads` and `kernel` count. */
WILDCAT_C_API wildcat_status wildcat_checker_open(const wildcat_cpu_options* options,
                                                  wildcat_checker** checker, wildcat_error* error);
/** Null is ignored. */
WILDCAT_C_API void wildcat_checker_close(wildcat_checker* checker);
/** Hashes `count` headers of 80 bytes that stand one after another. Bit i % 8 of bits[i / 8]
   becomes 1 when header i meets the target, 0 when not; bits beyond the last become 0. `bits` has
   room for (count + 7) / 8 bytes. */
WILDCAT_C_API wildcat_status wildcat_check_headers(const wildcat_checker* checker,
                                                   const uint8_t* headers, size_t count,
                                                   const uint8_t target[32], uint8_t* bits,
                                                   wildcat_error* error);
/** The same with a target of its own for each header: `targets` has `count` of 32 bytes, in
   internal order. Errors: WILDCAT_OUT_OF_MEMORY too. */
WILDCAT_C_API wildcat_status wildcat_check_headers_each(const wildcat_checker* checker,
                                                        const uint8_t* headers, size_t count,
                                                        const uint8_t* targets, uint8_t* bits,
                                                        wildcat_error* error);
/** The hashes (SHA-256d) of `count` headers that stand one after another. `hashes`: out, `count` of
   32 bytes in internal order. Errors: WILDCAT_OUT_OF_MEMORY too. */
WILDCAT_C_API wildcat_status wildcat_hash_headers(const wildcat_checker* checker,
                                                  const uint8_t* headers, size_t count,
                                                  uint8_t* hashes, wildcat_error* error);

#ifdef __cplusplus
}
#endif

#endif
