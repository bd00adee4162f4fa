// SPDX-License-Identifier: MIT
// Backends that answer, fail, and never answer.
#include "miner/devices/device_search.h"

#include <gtest/gtest.h>

#include <future>

#include "tests/unit/miner_core/fakes.h"

namespace wildcat::program {
namespace {

using namespace std::chrono_literals;

class ScriptedBackend final : public Backend {
 public:
  ScriptedBackend(std::string name, std::shared_future<void> gate)
      : name_(std::move(name)), gate_(std::move(gate)) {}
  std::string name() const override { return name_; }
  Result<std::vector<std::unique_ptr<Device>>> devices() override {
    gate_.wait();
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(fake::device({.id = name_ + ":0"}));
    return devices;
  }
  std::vector<std::string> notes() const override { return {"asked"}; }

 private:
  std::string name_;
  std::shared_future<void> gate_;
};

std::shared_ptr<Backend> backend(const std::string& name, std::shared_future<void> gate) {
  return std::make_shared<ScriptedBackend>(name, std::move(gate));
}

TEST(DeviceSearch, OneDriverThatHangsDoesNotKeepTheOthers) {
  std::promise<void> open, shut;
  open.set_value();
  const auto now = open.get_future().share(), never = shut.get_future().share();
  const auto found = ask({backend("stuck", never), backend("quick", now)}, 300ms);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_TRUE(found[0].hung);
  ASSERT_TRUE(found[0].devices);
  EXPECT_TRUE(found[0].devices->empty());
  ASSERT_EQ(found[0].notes.size(), 1u);
  EXPECT_NE(found[0].notes[0].find("has not answered for 300 ms"), std::string::npos);
  EXPECT_NE(found[0].notes[0].find("--no-stuck"), std::string::npos);
  EXPECT_FALSE(found[1].hung);
  ASSERT_EQ(found[1].devices->size(), 1u);
  EXPECT_EQ(found[1].devices->front()->info().id, "quick:0");
  EXPECT_EQ(found[1].notes, std::vector<std::string>{"asked"});
  shut.set_value();  // the late answer is dropped
}

TEST(DeviceSearch, NobodyAskedIsNobodyFound) { EXPECT_TRUE(ask({}, 1ms).empty()); }

}  // namespace
}  // namespace wildcat::program
