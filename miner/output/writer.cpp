// SPDX-License-Identifier: MIT
// The thread of a Writer. It asks whether the descriptor takes something before it writes, and
// writes no more than a pipe is sure to take then: so it can always be ended, whatever the reader
// does. (O_NONBLOCK would do the same, but it would change the terminal of the shell that started
// us.)
#include "miner/output/writer.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace wildcat::program {

namespace {

constexpr int look_up_ms = 50;  ///< how often a blocked writer looks whether it is to end

bool is_file(int descriptor) {
  struct stat status{};
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

bool try_again(int error) { return error == EINTR || error == EAGAIN; }

}  // namespace

Writer::Writer(int descriptor, std::function<void(int)> on_failure)
    : descriptor_(descriptor),
      whole_(is_file(descriptor)),
      on_failure_(std::move(on_failure)),
      thread_([this] { run(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool Writer::put(std::string text, std::size_t limit) {
  {
    const std::lock_guard lock(mutex_);
    if (failed_) return true;
    if (bytes_ + text.size() > limit) return false;
    bytes_ += text.size();
    queue_.push_back(std::move(text));
  }
  changed_.notify_all();
  return true;
}

bool Writer::flush_until(Time deadline) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, deadline, [this] { return queue_.empty(); }) && !failed_;
}

void Writer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return closing_ || (!failed_ && !queue_.empty()); });
    if (closing_) return;
    const std::string& text = queue_.front();  // stays in place while others are put behind it
    lock.unlock();
    const int error = write_whole(text);
    if (error != 0 && !closing_ && on_failure_) on_failure_(error);
    lock.lock();
    failed_ = error != 0;
    bytes_ -= text.size();
    queue_.pop_front();
    if (failed_) queue_.clear();
    changed_.notify_all();
  }
}

int Writer::write_whole(const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    pollfd ready{descriptor_, POLLOUT, 0};
    const int count = poll(&ready, 1, look_up_ms);
    if (closing_) return ECANCELED;
    if (count == 0 || (count < 0 && try_again(errno))) continue;
    const std::size_t left = text.size() - done;
    const std::size_t size = whole_ ? left : std::min<std::size_t>(left, PIPE_BUF);
    const ssize_t written = write(descriptor_, text.data() + done, size);
    if (written < 0 && !try_again(errno)) return errno;
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  return 0;
}

}  // namespace wildcat::program
