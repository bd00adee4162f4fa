// SPDX-License-Identifier: MIT
// A Device with a thin layer around each of its scanners: how the benchmarks watch work pass by
// without touching what does it.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "wildcat/device.h"

namespace wildcat::bench {

/// Hands everything on. Override what is to be watched.
class WrappedScanner : public Scanner {
 public:
  explicit WrappedScanner(std::unique_ptr<Scanner> inner) : inner_(std::move(inner)) {}
  Shape shape(std::uint32_t versions_available) const override {
    return inner_->shape(versions_available);
  }
  Result<void> submit(const WorkUnit& unit) override { return inner_->submit(unit); }
  Result<Completion> wait() override { return inner_->wait(); }
  void poke() noexcept override { inner_->poke(); }

 private:
  std::unique_ptr<Scanner> inner_;
};

/// Hands everything on, and puts what `wrap` makes around each scanner. `wrap` is called on the
/// scanner's own thread, so by several at once.
class WrappedDevice : public Device {
 public:
  using Wrap = std::function<std::unique_ptr<Scanner>(std::unique_ptr<Scanner>)>;

  WrappedDevice(std::unique_ptr<Device> inner, Wrap wrap)
      : inner_(std::move(inner)), wrap_(std::move(wrap)) {}
  const DeviceInfo& info() const override { return inner_->info(); }
  std::uint32_t scanners() const override { return inner_->scanners(); }
  Result<void> prepare() override { return inner_->prepare(); }
  std::vector<KernelReport> kernels(bool measure) override { return inner_->kernels(measure); }
  KernelUse kernel() const override { return inner_->kernel(); }
  Result<std::unique_ptr<Scanner>> open(std::uint32_t index) override {
    auto scanner = inner_->open(index);
    if (!scanner) return scanner.error();
    return wrap_(std::move(scanner).value());
  }

 private:
  std::unique_ptr<Device> inner_;
  Wrap wrap_;
};

}  // namespace wildcat::bench
