// SPDX-License-Identifier: MIT
// The last resort is a kernel timer whose signal handler ends the process: it needs no lock, no
// memory and no thread of ours that still works.
#include "miner/process/exit_watchdog.h"

#include <pthread.h>
#include <sched.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace wildcat::program {

namespace {

/// The handler's: there is one process, and one end of it.
std::atomic<int> exit_code{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may use nothing else");

extern "C" void leave(int) { _exit(exit_code.load()); }

bool is_ignored(int signal) {
  struct sigaction now{};
  sigaction(signal, nullptr, &now);
  return now.sa_handler == SIG_IGN;
}

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  // Under nohup SIGHUP is ignored, and has to stay so: a blocked signal is never ignored.
  for (const int signal : exit_signals)
    if (signal != SIGHUP || !is_ignored(signal)) sigaddset(&set, signal);
  return set;
}

// What the handler of leave_on_signal() may read: written before it is there.
std::string_view parting_words;
int parting_code = 0;

extern "C" void leave_with_words(int) {
  [[maybe_unused]] const auto written =
      write(STDERR_FILENO, parting_words.data(), parting_words.size());
  _exit(parting_code);
}

/// A thread of idle priority that gets no CPU can neither be joined nor be killed: the kernel lets
/// it end by itself. So it gets the priority of all others for that.
void wake_idle_threads() {
  std::error_code ignored;
  const sched_param none{};
  for (std::filesystem::directory_iterator it("/proc/self/task", ignored), end; it != end;
       it.increment(ignored)) {
    const pid_t thread = static_cast<pid_t>(std::atol(it->path().filename().c_str()));
    if (sched_getscheduler(thread) == SCHED_IDLE) sched_setscheduler(thread, SCHED_OTHER, &none);
  }
}

void set_timer(std::chrono::microseconds delay) {
  struct sigaction action{};
  action.sa_handler = leave;
  sigaction(SIGALRM, &action, nullptr);
  itimerval timer{};
  timer.it_value.tv_usec = static_cast<suseconds_t>(delay.count());
  setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace

ExitWatchdog::ExitWatchdog() {
  const sigset_t stop = stop_signals();
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  pthread_sigmask(SIG_UNBLOCK, &alarm, nullptr);  // whoever started us may have blocked it
}

ExitWatchdog::~ExitWatchdog() { finish(); }

void ExitWatchdog::start(Calls calls) {
  calls_ = std::move(calls);
  const std::lock_guard lock(mutex_);
  thread_ = std::thread([this] { run(); });
}

void ExitWatchdog::begin(ExitCode code) {
  const std::lock_guard lock(mutex_);
  if (begun_) return;
  static_assert(gone_after < std::chrono::seconds(1), "the timer holds its seconds apart");
  exit_code = number(code);
  begun_ = std::chrono::steady_clock::now();
  set_timer(gone_after);
  wake();
  wake_idle_threads();
}

void ExitWatchdog::change(ExitCode code) { exit_code = number(code); }

void ExitWatchdog::finish() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    wake();
  }
  thread_.join();
}

ExitWatchdog::Time ExitWatchdog::begun() const {
  const std::lock_guard lock(mutex_);
  return begun_.value_or(std::chrono::steady_clock::now());
}

/// Out of either wait of run().
void ExitWatchdog::wake() {
  changed_.notify_all();
  if (thread_.joinable()) pthread_kill(thread_.native_handle(), SIGTERM);
}

void ExitWatchdog::run() {
  const sigset_t set = stop_signals();
  std::unique_lock lock(mutex_);
  while (!begun_ && !finished_) {
    lock.unlock();
    int signal = 0;
    sigwait(&set, &signal);
    lock.lock();
    if (begun_ || finished_) break;  // woken, or a signal when nothing is left to stop
    lock.unlock();
    calls_.on_signal(signal);
    lock.lock();
  }
  if (!begun_) return;
  if (changed_.wait_until(lock, *begun_ + last_words_after, [this] { return finished_; })) return;
  lock.unlock();
  calls_.last_words();  // they may come while the goodbye is being said: then the timer decides
  lock.lock();
  changed_.wait(lock, [this] { return finished_; });
}

void stop_on_signal_or_after(ExitWatchdog& watchdog, stratum::Loop& loop,
                             std::optional<double> max_seconds) {
  const auto stop_with_ok = [&watchdog, &loop](int) {
    watchdog.begin(ExitCode::ok);
    loop.stop();
  };
  watchdog.start({stop_with_ok, [] {}});
  if (!max_seconds) return;
  const std::chrono::duration<double> limit(*max_seconds);
  loop.post_after(std::chrono::ceil<std::chrono::milliseconds>(limit), [&loop] { loop.stop(); });
}

void leave_on_signal(std::string_view words, ExitCode code) {
  parting_words = words;
  parting_code = number(code);
  for (const int signal : exit_signals) {
    if (is_ignored(signal)) continue;
    struct sigaction action{};
    sigaction(signal, nullptr, &action);
    action.sa_handler = leave_with_words;
    sigaction(signal, &action, nullptr);
  }
}

}  // namespace wildcat::program
