// SPDX-License-Identifier: MIT
// Scenario files: what is read, and what the refusals say.
#include "stratum/practice_pool/scenario.h"

#include <gtest/gtest.h>

namespace wildcat::practice {
namespace {

using Kind = Step::Kind;
using std::chrono::milliseconds;

Scenario good(std::string_view text) {
  auto read = parse_scenario(text);
  EXPECT_TRUE(read) << read.error().message;
  return read ? std::move(*read) : Scenario{};
}

std::string refusal(std::string_view text) {
  const auto read = parse_scenario(text);
  EXPECT_FALSE(read) << text;
  return read ? "" : read.error().message;
}

TEST(Scenario, EveryStep) {
  const auto scenario = good(
      "# comment\r\n\n"
      "wait 1.5s\n wait 20ms \nwait-shares 3\ndifficulty 0.5\njob\nblock\nmask 00006000\n"
      "message hello you\nline {\"a b\":1}\nbytes x  y\nflood 10\ndelay 0s\nsilence 1s\n"
      "reconnect\nreconnect eu.pool.test 3334 5\ndisconnect\nreset\nrepeat");
  ASSERT_EQ(scenario.sections.size(), 1U);
  const auto& steps = scenario.sections[0].steps;
  ASSERT_EQ(steps.size(), 18U);
  EXPECT_EQ(steps[0].time, milliseconds(1500));
  EXPECT_EQ(steps[0].line, 3);
  EXPECT_EQ(steps[1].time, milliseconds(20));
  EXPECT_EQ(steps[2].count, 3U);
  EXPECT_EQ(steps[3].number, 0.5);
  EXPECT_EQ(steps[6].count, 0x6000U);
  EXPECT_EQ(steps[7].text, "hello you");
  EXPECT_EQ(steps[8].text, "{\"a b\":1}");
  EXPECT_EQ(steps[9].text, "x  y");
  EXPECT_EQ(steps[13].text, "[]");
  EXPECT_EQ(steps[14].text, "[\"eu.pool.test\",3334,5]");
  EXPECT_EQ(steps[17].kind, Kind::repeat);
  EXPECT_EQ(to_string(steps[2].kind), "wait-shares");
}

TEST(Scenario, SectionsForConnections) {
  const auto scenario = good("job\nconnection 2\nmanual\nreset\nconnection 3\n");
  EXPECT_EQ(scenario.of(1), &scenario.sections[0]);
  EXPECT_EQ(scenario.of(2), &scenario.sections[1]);
  EXPECT_TRUE(scenario.of(2)->manual);
  EXPECT_TRUE(scenario.of(3)->steps.empty());
  EXPECT_FALSE(scenario.of(3)->manual);
  EXPECT_EQ(good("connection 2\nreset").of(1), nullptr);
}

TEST(Scenario, RefusalsNameTheLineAndWhatWouldBeRight) {
  for (const auto& [text, part] : {std::pair{"job\ndance", "line 2: 'dance' is no step"},
                                   {"wait", "wait TIME"},
                                   {"wait 5", "500ms"},
                                   {"wait 0s", "wait TIME"},
                                   {"wait -1s", "wait TIME"},
                                   {"wait 1e99s", "wait TIME"},
                                   {"wait nans", "wait TIME"},
                                   {"wait-shares 0", "from 1 on"},
                                   {"difficulty 0", "above 0"},
                                   {"difficulty inf", "above 0"},
                                   {"job now", "job, alone"},
                                   {"mask 123", "eight digits"},
                                   {"line", "line TEXT"},
                                   {"flood 524289", "524288"},
                                   {"reconnect host", "HOST PORT SECONDS"},
                                   {"reconnect h 70000 1", "HOST PORT SECONDS"},
                                   {"connection 0", "from 1 on"},
                                   {"connection x", "from 1 on"},
                                   {"connection 1\nconnection 1", "already"},
                                   {"job\nconnection *", "already"},
                                   {"job\nmanual", "before"},
                                   {"manual now", "alone"},
                                   {"job\nrepeat", "needs a wait"},
                                   {"wait 1s\nrepeat\njob", "nothing can follow"},
                                   {"", "no step"},
                                   {"# nothing", "no step"}})
    EXPECT_NE(refusal(text).find(part), std::string::npos) << text << ": " << refusal(text);
}

TEST(Scenario, SizesAreBounded) {
  std::string many;
  for (int i = 0; i < 10'001; ++i) many += "job\n";
  EXPECT_NE(refusal(many).find("line 10001"), std::string::npos);
  EXPECT_NE(refusal(std::string((1 << 20) + 1, '\n')).find("1 MiB"), std::string::npos);
}

}  // namespace
}  // namespace wildcat::practice
