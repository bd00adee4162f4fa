// SPDX-License-Identifier: MIT
// What stands for a GPU in fake driver libraries: runs what is put in, in order, by itself.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace wildcat::test {

class LaunchThread {
 public:
  LaunchThread() : thread_([this] { run(); }) {}
  /// Ends after the work under way; what waits is dropped.
  ~LaunchThread() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  LaunchThread(const LaunchThread&) = delete;
  LaunchThread& operator=(const LaunchThread&) = delete;

  void put(std::function<void()> work) {
    {
      const std::lock_guard lock(mutex_);
      work_.push_back(std::move(work));
    }
    changed_.notify_all();
  }

 private:
  void run() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !work_.empty(); });
      if (ending_) return;
      const auto work = std::move(work_.front());
      work_.pop_front();
      lock.unlock();
      work();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  std::deque<std::function<void()>> work_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace wildcat::test
