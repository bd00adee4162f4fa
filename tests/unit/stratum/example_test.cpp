// SPDX-License-Identifier: MIT
// The worked example, end to end: a real block as a Stratum exchange, line by line.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <fstream>
#include <sstream>

#include "engine/merkle.h"
#include "stratum/v1/json.h"
#include "tests/unit/stratum/rig.h"
#include "wildcat/header.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

boost::json::value vectors(const char* name) {
  std::ifstream file(std::string(WILDCAT_TEST_VECTORS) + "/stratum-v1-vectors.json");
  std::stringstream text;
  text << file.rdbuf();
  return parse_json(text.str())->at(name);
}

std::string text(const boost::json::value& value) { return std::string(as_text(value)); }

/// The unit that a scanner would have been given for the example's share.
Work example_work(const MinedJob& mined, const boost::json::value& submit) {
  const Job& job = *mined.job;
  Work work;
  work.offer = std::make_shared<const JobOffer>(mined);
  const auto e2 = *from_hex(text(submit.at(2)));
  std::copy(e2.begin(), e2.end(), work.extranonce2.bytes.begin());
  work.extranonce2.size = static_cast<std::uint8_t>(e2.size());
  const auto root = merkle_root(*std::get<std::shared_ptr<const CoinbaseParts>>(job.merkle),
                                mined.extranonce.extranonce1, work.extranonce2);
  work.unit.header =
      BlockHeader{job.version, job.prev_hash, root, *parse_hex32(text(submit.at(3))), job.nbits, 0};
  work.unit.roll_mask = mined.roll_mask & ~job.version;
  work.unit.versions = 1U << 16U;
  work.unit.target = mined.share_target;
  return work;
}

TEST(WorkedExample, OneSubmitEqualToTheExample) {
  const auto example = vectors("worked_example");
  const auto& submit = example.at("submit").at("params").as_array();
  Rig rig;
  rig.connect();
  // The replies come in the other order, as the example has them: id 1 is configure, 2 subscribe.
  rig.pool(
      R"({"id":1,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"},"error":null})");
  rig.pool("{\"id\":2,\"result\":" + boost::json::serialize(example.at("subscribe_result")) +
           ",\"error\":null}");
  rig.pool(R"({"id":3,"result":true,"error":null})");
  rig.pool(R"({"id":null,"method":"mining.set_difficulty","params":[1024]})");
  rig.pool(boost::json::serialize(example.at("notify")));
  ASSERT_EQ(rig.sink.jobs.size(), 1U);
  EXPECT_EQ(rig.job().roll_mask, *parse_hex32(text(example.at("negotiated_mask"))));
  rig.sent();

  // Scan around the nonce, as a device would: exactly one hit.
  Work work = example_work(rig.job(), submit);
  const std::uint32_t nonce = *parse_hex32(text(submit.at(4)));
  const std::uint32_t bits = *parse_hex32(text(submit.at(5)));
  work.unit.nonces = NonceRange{nonce - 1000, 2001};
  int hits = 0;
  for (std::uint32_t n = nonce - 1000; n != nonce + 1001; ++n) {
    const auto header = [&] {
      BlockHeader h = work.unit.header;
      h.version |= bits;
      h.nonce = n;
      return h;
    }();
    if (!work.unit.target.met_by(header.hash())) continue;
    ++hits;
    const auto verdict = verify(work, Candidate{header.version, n});
    ASSERT_TRUE(verdict.share);
    EXPECT_EQ(to_hex(verdict.share->header().serialize()), text(example.at("header_hex")));
    EXPECT_EQ(verdict.share->hash().display_hex(), text(example.at("block_hash")));
    EXPECT_TRUE(verdict.share->is_block());
    rig.submit(*verdict.share);
  }
  EXPECT_EQ(hits, 1);
  const auto lines = rig.sent();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(*parse_json(lines[0]), example.at("submit"));
}

TEST(WorkedExample, VersionBitsOfTheVectors) {
  const auto rows = vectors("version_rolling_semantics");
  for (const auto& row : rows.as_array()) {
    for (const bool xored : {false, true}) {
      Rig rig;
      rig.memory.xor_bits = xored;
      rig.handshake();
      NotifyText notify;
      notify.version = text(row.at("job_version"));
      rig.pool(notify.str());
      const std::uint32_t wanted = *parse_hex32(text(row.at("wanted_nversion")));
      rig.submit(mine(rig.job(), wanted & ~rig.job().job->version));
      EXPECT_EQ(hex32(*rig.seen.submitted.at(0).version_bits),
                text(row.at(xored ? "xor_bits" : "bip310_bits")));
    }
  }
}

}  // namespace
}  // namespace wildcat::stratum
