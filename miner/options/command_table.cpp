// SPDX-License-Identifier: MIT
// What the help says of each subcommand. The options stand with the code that reads them.
#include "miner/options/command_table.h"

#include <array>

#include "miner/options/bench_options.h"
#include "miner/options/devices_options.h"
#include "miner/options/grind_options.h"
#include "miner/options/mine_options.h"
#include "miner/options/practice_options.h"
#include "miner/options/replay_options.h"

namespace wildcat::program {

namespace {

constexpr std::array help_only{common::help};

const std::array<CommandSpec, 8>& table() {
  static const std::array<CommandSpec, 8> commands{{
      {"mine", "search for shares on a pool, or on a practice pool of its own", "[mine] [options]",
       "A pool hands out jobs: block headers with a gap to fill. Every filling is hashed twice "
       "with\n"
       "SHA-256; where the result, read as a number, is small enough, it is a share and goes back\n"
       "to the pool as proof of work. Every share is computed a second time by plain, independent\n"
       "code before it is sent, and work with a known answer is mixed in to catch a device that\n"
       "misses hits ('canaries').\n"
       "\n"
       "Without --url the program starts a pool of its own on a free local port, which checks "
       "every\n"
       "share and pays for none: the way to see that a machine works.\n"
       "\n"
       "Ctrl-C, SIGTERM or SIGHUP end a run cleanly, with the totals and exit code 0.",
       "  wildcat                                    practice until Ctrl-C\n"
       "  wildcat --max-seconds 60                   practice for a minute\n"
       "  wildcat -o pool.example:3333 -u ADDRESS.rig1\n"
       "  wildcat -o pool.example:3333 -u ADDRESS --pass-file secret.txt -t 2 --idle\n"
       "  wildcat -o stratum+ssl://pool.example:443 -u ADDRESS -x socks5h://127.0.0.1:9050\n"
       "  wildcat -o one.example:3333 -u ADDRESS -o two.example:3333 -u ACCOUNT.rig1\n"
       "  wildcat mine --max-shares 5 --events -     five shares as JSON, for scripts\n"
       "  wildcat -o localhost:3333 -u test --inject duplicate --expect --max-shares 5\n"
       "                                             does the pool refuse duplicates?\n"
       "  wildcat -c wildcat.conf                    the same options from a file\n",
       mine_options(), "0123456789"},
      {"practice", "run the practice pool, for other miners to connect to", "practice [options]",
       "A complete Stratum V1 pool whose work is worth nothing. It checks every share with "
       "OpenSSL's\n"
       "SHA-256, which is not this program's, and answers like a real pool, refusals included.\n"
       "\n"
       "The first line on standard output is 'listening on ADDRESS:PORT', without a time in "
       "front:\n"
       "scripts that use --port 0 find the port there.",
       "  wildcat practice                           on 127.0.0.1:3333\n"
       "  wildcat practice --port 0 --difficulty 0.001 --share-interval 1\n"
       "  wildcat practice --fixed-difficulty 0.001 --events pool.jsonl\n"
       "  wildcat practice --tls                     for stratum+ssl://localhost:3333\n"
       "  wildcat practice --scenario docs/scenarios/redirect.txt\n"
       "  wildcat practice --user alice --pass-file secret.txt\n",
       practice_options(), "012"},
      {"replay", "run a recorded session again, without its pool", "replay FILE [options]",
       "'wildcat mine --record FILE' writes every line to and from the pool, with its time, and "
       "every\n"
       "unit of work that held a find. Here the pool's lines go into the client again, the units "
       "are\n"
       "searched again, and what the client says is compared with what it said then. Submits have "
       "to\n"
       "be the same, byte for byte and in order; so have the finds. No network is used, and it "
       "takes\n"
       "no longer than the units with finds need.",
       "  wildcat mine -o localhost:3333 -u test --max-shares 20 --record run.record\n"
       "  wildcat replay run.record\n"
       "  wildcat replay run.record --kernel scalar  does another kernel find the same?\n",
       replay_options(), "0123678", "FILE"},
      {"devices", "list devices and kernels with rate and self-test", "devices [options]",
       "Runs every kernel for a moment: first against known answers, then for its speed. The one\n"
       "marked '*' is used for mining. Rates are of one thread. A row marked '*' with 1 in the\n"
       "column 'versions' beside another is used for jobs whose version may not be rolled. Below\n"
       "the devices it says which of them stay idle by default, and which drivers are missing.\n"
       "\n"
       "Speeds, compiled kernels and settings are kept in $XDG_CACHE_HOME/wildcat, else\n"
       "~/.cache/wildcat. The first look at an OpenCL device compiles for seconds, on PoCL "
       "(OpenCL\n"
       "on the CPU) for up to a minute.",
       "  wildcat devices\n"
       "  wildcat devices --json\n"
       "  wildcat devices -d opencl:0 --tune\n",
       devices_options(), "01236"},
      {"grind", "solve one block header, as 'bitcoin-util grind' does", "grind [options] HEADER",
       "HEADER is a block header of 160 hex digits. Its nonce is replaced by one with which its "
       "hash\n"
       "meets the target of its own nBits, and the header is printed. Nothing else is changed "
       "unless\n"
       "you ask for it. What is printed was hashed again by plain code first.\n"
       "\n"
       "It takes the place of 'bitcoin-util grind' in Bitcoin Core's contrib/signet/miner. Without "
       "a\n"
       "solution there is nothing on standard output, and on standard error one of\n"
       "  Must specify block header to grind\n"
       "  Could not decode block header\n"
       "  Could not satisfy difficulty target",
       "  wildcat grind HEADER\n"
       "  contrib/signet/miner generate --grind-cmd='wildcat grind' ...\n"
       "  wildcat grind --roll-ntime --roll-version HEADER\n"
       "  wildcat grind --stdin --every 30 < headers.txt\n",
       grind_options(), "01", "HEADER",
       "  0  solved (with --stdin: all of them)\n"
       "  1  not solved, a wrong option, no usable device, or interrupted\n"},
      {"bench", "measure this machine, for publishing and comparing", "bench [options] [REPORT]",
       "Every kernel that can run here, with every number of versions, searches the same fixed "
       "work;\n"
       "what it finds is hashed again by plain code, and the digest of it is the same on every\n"
       "machine. Then the kernels are timed by turns, the whole engine with 1, 2, 4, ... threads, "
       "how\n"
       "soon a new job is worked on, and the energy, where the machine tells it. '*' marks what\n"
       "mining uses, '+-' is half the 95 % confidence interval.\n"
       "\n"
       "REPORT is a file that --json wrote: it is shown, compared or made into a page, and "
       "nothing\n"
       "is measured.\n"
       "docs/benchmarking.md says what makes figures wrong: other programs, above all.",
       "  wildcat bench --quick\n"
       "  wildcat bench --json today.json --html today.html\n"
       "  wildcat bench --json today.json --compare yesterday.json\n"
       "  wildcat bench today.json --compare yesterday.json\n"
       "  wildcat bench -d cuda:0 --quick\n"
       "  wildcat bench --stress --max-seconds 3600\n",
       bench_options(), "01236", "REPORT",
       "  0  measured; with --compare: nothing is slower; with --stress: ended with nothing wrong\n"
       "  1  with --compare: something is slower; or a wrong option\n"
       "  2  a file could not be read or written, or is no report; a device failed; interrupted\n"
       "  3  no usable device, or the kernel asked for cannot run here\n"
       "  6  a kernel computed a wrong answer\n"},
      {"version", "print the version", "version", "", "  wildcat version\n", help_only, "012"},
      {"help", "explain a subcommand", "help [subcommand]", "", "  wildcat help mine\n", help_only,
       "012"},
  }};
  return commands;
}

}  // namespace

std::span<const CommandSpec> commands() { return table(); }

const CommandSpec* find_command(std::string_view name) {
  for (const CommandSpec& command : table())
    if (command.name == name) return &command;
  return nullptr;
}

}  // namespace wildcat::program
