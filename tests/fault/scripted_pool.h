// SPDX-License-Identifier: MIT
// A pool in memory behind the client's Stream: it speaks the protocol, accepts every share, and can
// be told to fail the N-th thing that happens on any of its connections.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "stratum/client/driver.h"
#include "tests/unit/stratum/rig.h"

namespace wildcat::stratum::testing {

/// What goes wrong at the chosen step.
enum class Mishap { close, garbage, half_line, silence };

/// The pool's side, over all connections.
struct ScriptedPool {
  explicit ScriptedPool(Loop& on) : loop(on) {}
  Loop& loop;
  int fail_at = 0;  ///< step to fail, from 1; 0: none
  Mishap mishap = Mishap::close;
  bool same_extranonce = true;  ///< resume is honoured
  bool refuse_user = false;
  bool down = false;  ///< nobody listens
  bool give_jobs = true;
  bool foreign_jobs = false;  ///< such as cannot be mined
  bool refuse_shares = false;
  std::string after_job;  ///< a line that follows the first job of each connection
  int steps = 0;          ///< I/O steps so far: open, each line read, each line written
  int connections = 0;
  bool failed = false;  ///< the mishap has happened
  std::vector<std::string> received;
  /// Ends all connections.
  void hang_up();

  StreamFactory factory();
  /// A driver that speaks Stratum V1 with this pool.
  std::shared_ptr<ClientDriver> driver_for(const ClientOptions& options, JobSink& sink,
                                           ClientObserver& observer);

  std::vector<std::function<void()>> hang_ups;  ///< of the connections so far
};

/// Stratum V1 over these streams.
PoolStack v1_over(Loop& loop, const ClientOptions& options, StreamFactory streams);

/// Hands a share of its only source to a driver.
void submit(ClientDriver& driver, Share share);

/// A client's driver on a scripted pool, a sink that mines every job at once, and a stop after
/// `goal` accepted shares.
struct ScriptedRun : RecordingObserver {
  explicit ScriptedRun(int wanted);
  ClientOptions options;
  Loop loop;
  ScriptedPool pool{loop};
  RecordingSink sink;
  std::shared_ptr<ClientDriver> driver;
  int goal, found = 0, accepted = 0;

  void on_job(const JobOffer& offer, double difficulty) override;
  void on_result(const SubmitResult& result) override;
  /// Until the goal is reached or the client ends; a watchdog ends a run that hangs.
  void run();
  bool hung = false;
};

}  // namespace wildcat::stratum::testing
