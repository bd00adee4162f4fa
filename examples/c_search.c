/* SPDX-License-Identifier: MIT */
/* The C ABI: finds the nonce of Bitcoin's first block again, looking in while the search runs. */
#include <stdio.h>
#include <string.h>
#include <wildcat/wildcat.h>

/* Version 1, no predecessor, the merkle root, 3 January 2009, nBits 1d00ffff, nonce 0. */
static const unsigned char genesis[80] = {
    1,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0,    0,    0,    0,    0x3b, 0xa3, 0xed, 0xfd, 0x7a, 0x7b, 0x12, 0xb2, 0x7a, 0xc7, 0x2c, 0x3e,
    0x67, 0x76, 0x8f, 0x61, 0x7f, 0xc8, 0x1b, 0xc3, 0x88, 0x8a, 0x51, 0x32, 0x3a, 0x9f, 0xb8, 0xaa,
    0x4b, 0x1e, 0x5e, 0x4a, 0x29, 0xab, 0x5f, 0x49, 0xff, 0xff, 0x00, 0x1d, 0,    0,    0,    0};

static int complain(const wildcat_error* error) {
  fprintf(stderr, "%s\n", error->message);
  return 1;
}

static int search(wildcat_searcher* searcher, wildcat_error* error) {
  wildcat_search_request request = WILDCAT_INIT(wildcat_search_request);
  wildcat_search_result result = WILDCAT_INIT(wildcat_search_result);
  wildcat_hit hit = WILDCAT_INIT(wildcat_hit);
  wildcat_status status;
  int i;
  memcpy(request.header, genesis, sizeof genesis);
  wildcat_target_from_nbits(0x1d00ffff, request.target);
  request.first_nonce = 2083000000u; /* all 2^32 would take a minute or two */
  request.nonces = 1000000;
  request.max_found = 1;
  if (wildcat_search_start(searcher, &request, error) != WILDCAT_OK) return complain(error);
  while ((status = wildcat_search_wait(searcher, 10000000, &result, error)) == WILDCAT_RUNNING) {
    /* Time for other things every ten milliseconds; wildcat_search_cancel would end it. */
  }
  if (status != WILDCAT_OK) return complain(error);
  if (wildcat_search_take(searcher, &hit, 1) == 0) {
    fprintf(stderr, "not found\n");
    return 1;
  }
  printf("nonce %u, block ", (unsigned)(hit.header[76] | hit.header[77] << 8 |
                                        hit.header[78] << 16 | (unsigned)hit.header[79] << 24));
  for (i = 31; i >= 0; --i) printf("%02x", hit.hash[i]);
  printf("\n");
  return 0;
}

int main(void) {
  wildcat_error error = WILDCAT_INIT(wildcat_error);
  wildcat_searcher* searcher = NULL;
  int failed;
  if (wildcat_abi_version() / 1000 != WILDCAT_ABI_VERSION / 1000) {
    fprintf(stderr, "libwildcat %s has another ABI than this program\n", wildcat_version());
    return 1;
  }
  if (wildcat_searcher_open(NULL, &searcher, &error) != WILDCAT_OK) return complain(&error);
  failed = search(searcher, &error);
  wildcat_searcher_close(searcher);
  return failed;
}
