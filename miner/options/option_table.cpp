// SPDX-License-Identifier: MIT
// The tables of subcommands and options. Text only; see option_table.h.
#include "miner/options/option_table.h"

#include <array>

namespace wildcat::program {

namespace {

constexpr std::string_view pool = "Pool", pools = "Pools and connections", limits = "When to stop",
                           control = "Test a pool", work = "Work and devices", output = "Output",
                           faults = "Faults on purpose", server = "The pool", headers = "Headers",
                           measuring = "Measuring", other = "Other";

// Of `mine` and `devices` alike.
constexpr OptionSpec no_cpu{"no-cpu", 0, "", work, "Leave the CPU out."};
constexpr OptionSpec no_cuda{"no-cuda", 0, "", work, "Do not ask NVIDIA's driver (CUDA)."};
constexpr OptionSpec no_opencl{"no-opencl", 0, "", work, "Do not ask OpenCL drivers."};
constexpr OptionSpec tune{"tune", 0, "", work,
                          "Measure anew how each graphics card is driven best. Otherwise what an "
                          "earlier start has found is used."};

constexpr std::array mine_options{
    OptionSpec{
        "url", 'o', "URL", pool,
        "Pool to mine on: stratum+tcp://host:port or host:port; stratum+ssl://host:port is "
        "encrypted. Repeat it, each with the options of this group behind it, for several "
        "pools (see --pool-strategy). Without it a practice pool is started in this process; "
        "nothing there earns anything.",
        Repeat::per_pool},
    OptionSpec{"user", 'u', "NAME", pool, "User (often: payout address, dot, worker name).",
               Repeat::per_pool},
    OptionSpec{"pass", 'p', "PASSWORD", pool,
               "Password, default 'x'. Other users of this machine can see it in the process "
               "list; --pass-file keeps it out of there.",
               Repeat::per_pool},
    OptionSpec{"pass-file", 0, "FILE", pool, "Read the password from the first line of FILE.",
               Repeat::per_pool},
    OptionSpec{"userpass", 'O', "NAME:PASSWORD", pool,
               "Both in one. Like --pass, it can be seen in the process list.", Repeat::per_pool},
    OptionSpec{
        "proxy", 'x', "URL", pool,
        "Go through this proxy: socks5h://host:port (Tor listens on 9050), socks5://host:port "
        "(looks the pool's name up here) or http://host:port (CONNECT); with a login as "
        "socks5h://NAME:PASSWORD@host:port.",
        Repeat::per_pool},
    OptionSpec{"tls-ca", 0, "FILE", pool,
               "Believe the authorities in FILE (PEM) and none of the system's.", Repeat::per_pool},
    OptionSpec{
        "tls-fingerprint", 0, "FINGERPRINT", pool,
        "Believe exactly this certificate, whoever issued it: 'sha256:' and 64 hex digits, as "
        "'openssl x509 -noout -fingerprint -sha256' prints them.",
        Repeat::per_pool},
    OptionSpec{"tls-first-use", 0, "FILE", pool,
               "Trust on first use: note the certificate that the pool shows first in FILE, and "
               "believe no other from then on.",
               Repeat::per_pool},
    OptionSpec{"tls-insecure", 0, "", pool,
               "Believe any certificate. Whoever sits between you and the pool can play the pool "
               "and read the password.",
               Repeat::per_pool},
    OptionSpec{"quota", 0, "N", pool,
               "The pool's part of the work with --pool-strategy quota. Default 1.",
               Repeat::per_pool},
    OptionSpec{"pool-strategy", 0, "NAME", pools,
               "With several pools: failover (the first that works; back to an earlier one when it "
               "works again; default), round-robin (one until it fails, then the next) or quota "
               "(all at once, in proportion)."},
    OptionSpec{"retries", 0, "N", pools,
               "Retry at most N times in a row, then give up (exit code 4 or 5). Default: no end."},
    OptionSpec{"retry-pause", 0, "SECONDS", pools,
               "First pause between attempts; doubles up to a minute. Default 1. After a "
               "refused user name the pause is 30 times as long; in scripts, --retries 0 ends with "
               "exit code 5 at once."},
    OptionSpec{"no-version-rolling", 0, "", pools, "Do not ask for version rolling (BIP 310)."},
    OptionSpec{"version-mask", 0, "HEX", pools,
               "Version bits to ask for, default 1fffe000 (BIP 320)."},
    OptionSpec{"suggest-difficulty", 0, "D", pools,
               "Ask the pool for shares of this difficulty; 1 is 2^32 hashes on average. 'auto': "
               "what gives a share every 20 seconds at the measured rate. Pools start with what "
               "suits big machines, and may hang up on one that finds nothing."},
    OptionSpec{"keep-alive", 0, "SECONDS", pools,
               "Send something harmless when nothing was sent for so long, because some pools hang "
               "up on quiet clients; 0: never. Default 120."},
    OptionSpec{"max-seconds", 0, "SECONDS", limits, "Stop after so long."},
    OptionSpec{"max-shares", 0, "N", limits, "Stop after exactly N accepted shares."},
    OptionSpec{"max-blocks", 0, "N", limits,
               "Stop when N blocks have been accepted; further ones may be under way."},
    OptionSpec{
        "max-rejects", 0, "N", limits,
        "Stop when N shares have been refused (exit code 9). Those that crossed with the pool's "
        "new job do not count."},
    OptionSpec{"workers", 0, "N", control,
               "So many connections, from 1 to 10000, each a miner of its own for the pool; limits "
               "count over all. '%n' in --user is the worker's number."},
    OptionSpec{"i-own-this-pool", 0, "", control,
               "Allow more than 8 workers on a pool that is not on this machine."},
    OptionSpec{"hashrate", 0, "RATE", control,
               "Hash no faster than this, all devices together: 500k, 2M, 1.5G (hashes per "
               "second). When they cannot do so much, that is said."},
    OptionSpec{
        "shares-per-minute", 0, "N", control,
        "Each worker sends N shares a minute, if it finds so many; the rest it keeps to itself. "
        "The pool is asked for a difficulty that gives enough, at once with --hashrate, else "
        "once the rate has been measured."},
    OptionSpec{"difficulty", 0, "D", control,
               "Send only shares of at least this difficulty, even if the pool asks for less."},
    OptionSpec{
        "seed", 0, "N", control,
        "Makes all random choices the same every time. With one thread, one kernel and the same "
        "jobs, the same work is searched in the same order."},
    OptionSpec{"benchmark", 0, "", control,
               "No pool: hash, and print '<number> khash/s' to standard error every few seconds."},
    OptionSpec{"threads", 't', "N", work,
               "CPU threads. Default: one per usable CPU, minding affinity mask and cgroup quota."},
    OptionSpec{"algo", 'a', "NAME", work, "sha256d, the only algorithm there is."},
    OptionSpec{"devices", 'd', "LIST", work,
               "Devices to use, by comma: an id (opencl:0), a number in the list of 'wildcat "
               "devices' (counted from 0), a PCI address (65:00.0) or a part of a name. Default: "
               "every graphics card once; without any, the CPU."},
    no_cpu,
    no_cuda,
    no_opencl,
    tune,
    OptionSpec{"max-temp", 0, "CELSIUS", work,
               "Give a graphics card less work from 5 degrees below this on, and none at it until "
               "it has cooled down by 5. Nothing of the card is set. Default: the driver decides."},
    OptionSpec{
        "kernel", 0, "NAME", work,
        "Force a kernel, such as avx2, and use only devices that have it; graphics cards have "
        "version_major and single. Default: the fastest here, measured. WILDCAT_KERNEL in "
        "the environment does the same."},
    OptionSpec{"idle", 0, "", work, "Run only when nobody else wants the CPU (SCHED_IDLE)."},
    OptionSpec{"no-pin", 0, "", work, "Do not pin threads to CPUs."},
    OptionSpec{"inject", 0, "KIND[=RATE]", faults,
               "After accepted shares (the part RATE of them, default 1) send a broken or untrue "
               "copy besides, to test the pool. Kinds: stale, duplicate, low-difficulty, "
               "wrong-version-bits, wrong-extranonce2-length, wrong-job, ntime-early, ntime-late, "
               "malformed-json, huge-line, half-line, never-read, disconnect-mid-submit, "
               "reorder-ids. May be repeated. The copies count neither as shares nor for "
               "--max-shares. See docs/FAULTS.md.",
               Repeat::joined},
    OptionSpec{"expect", 0, "", faults,
               "End with exit code 8 when the pool's answer to a fault is not what a correct pool "
               "says, or when a kind never got an answer."},
    OptionSpec{"events", 0, "FILE", output,
               "Append one JSON object per event to FILE; '-' is standard output, and moves "
               "everything else to standard error. See docs/EVENTS.md."},
    OptionSpec{"record", 0, "FILE", output,
               "Write everything said, heard and found to FILE, without the password, for 'wildcat "
               "replay FILE'. See docs/RECORDS.md."},
    OptionSpec{"quiet", 'q', "", output, "Only warnings, errors and the totals."},
    OptionSpec{"debug", 'D', "", output, "Everything. Not together with --quiet."},
    OptionSpec{"protocol-dump", 'P', "", output,
               "Show every line to and from the pool, passwords masked."},
    OptionSpec{"no-color", 0, "", output, "No colours (NO_COLOR in the environment: the same)."},
    OptionSpec{"config", 'c', "FILE", other,
               "Read options from FILE: long names, one 'name = value' a line, '#' comments. The "
               "command line wins."},
    OptionSpec{"help", 'h', "", other, "This text."},
};

constexpr std::array practice_options{
    OptionSpec{"host", 0, "ADDRESS", server, "Address to listen on. Default 127.0.0.1."},
    OptionSpec{"port", 0, "N", server, "Port to listen on; 0: any free one. Default 3333."},
    OptionSpec{"difficulty", 0, "D", server, "Difficulty of a new connection. Default 0.01."},
    OptionSpec{"min-difficulty", 0, "D", server, "Never lower than this. Default 0.000001."},
    OptionSpec{"fixed-difficulty", 0, "D", server,
               "Every connection has this difficulty for good: it is never adjusted, and wishes of "
               "clients change nothing."},
    OptionSpec{"tls", 0, "", server,
               "Serve TLS, with a certificate made for this run; its fingerprint is printed, for "
               "the client's --tls-fingerprint."},
    OptionSpec{"scenario", 0, "FILE", server,
               "Do what the steps in FILE say on each connection: difficulties, blocks, delays, "
               "silence, redirects, broken lines, disconnects. See docs/PRACTICE.md."},
    OptionSpec{"share-interval", 0, "SECONDS", server,
               "The difficulty of each connection is steered towards one share in so long. "
               "Default 3."},
    OptionSpec{"job-interval", 0, "SECONDS", server, "Between refreshed jobs. Default 30."},
    OptionSpec{"block-interval", 0, "SECONDS", server,
               "Mean time between new blocks, which void all work. Default 150."},
    OptionSpec{"nbits", 0, "HEX", server, "Network target, compact form. Default 1d00ffff."},
    OptionSpec{"version-mask", 0, "HEX", server,
               "Version bits granted to clients; 0 refuses version rolling. Default 1fffe000."},
    OptionSpec{"extranonce2-size", 0, "BYTES", server, "1 to 16. Default 8."},
    OptionSpec{"user", 'u', "NAME", server, "Authorise only this user. Default: anybody."},
    OptionSpec{"pass", 'p', "PASSWORD", server, "With --user: and only with this password."},
    OptionSpec{"pass-file", 0, "FILE", server, "Read that password from the first line of FILE."},
    OptionSpec{"seed", 0, "N", server, "Make the jobs' contents repeatable. Default: random."},
    OptionSpec{"max-seconds", 0, "SECONDS", limits, "Stop after so long."},
    OptionSpec{"events", 0, "FILE", output,
               "Append one JSON object per event (connections, jobs, shares with their verdict) to "
               "FILE; '-' is standard output, and moves everything else to standard error. See "
               "docs/PRACTICE.md."},
    OptionSpec{"quiet", 'q', "", output, "Only the address, warnings, errors and the totals."},
    OptionSpec{"debug", 'D', "", output, "Everything. Not together with --quiet."},
    OptionSpec{"no-color", 0, "", output, "No colours (NO_COLOR in the environment: the same)."},
    OptionSpec{"config", 'c', "FILE", other, "Read options from FILE, as for 'mine'."},
    OptionSpec{"help", 'h', "", other, "This text."},
};

constexpr std::array devices_options{
    OptionSpec{"json", 0, "", output, "One JSON array with an object per device and kernel."},
    OptionSpec{"kernel", 0, "NAME", work, "Force a kernel, as for 'mine'."},
    OptionSpec{"threads", 't', "N", work, "CPU threads, as for 'mine'."},
    OptionSpec{"devices", 'd', "LIST", work, "Only these devices, as for 'mine'."},
    no_cpu,
    no_cuda,
    no_opencl,
    tune,
    OptionSpec{"no-color", 0, "", output, "No colours (NO_COLOR in the environment: the same)."},
    OptionSpec{"help", 'h', "", other, "This text."},
};

constexpr std::array replay_options{
    OptionSpec{"all", 0, "", work,
               "Search everything that was searched, not only what held a share: that none was "
               "missed is proven then. Takes as long as the run did."},
    OptionSpec{"devices", 'd', "LIST", work, "The device to search with. Default: the processor."},
    OptionSpec{"kernel", 0, "NAME", work, "Force a kernel, as for 'mine'."},
    OptionSpec{"quiet", 'q', "", output, "Only differences, errors and the totals."},
    OptionSpec{"debug", 'D', "", output, "Everything. Not together with --quiet."},
    OptionSpec{"no-color", 0, "", output, "No colours (NO_COLOR in the environment: the same)."},
    OptionSpec{"help", 'h', "", other, "This text."},
};

constexpr std::array grind_options{
    OptionSpec{"stdin", 0, "", headers,
               "Read headers from standard input, one a line. Each gets one line of output: the "
               "solved header, or an empty line (and a message) when it has no solution."},
    OptionSpec{"roll-ntime", 0, "", headers,
               "When no nonce of 2^32 will do, go on with the next second of ntime, and so on for "
               "two hours. Not for signed blocks (signet): the signature covers ntime."},
    OptionSpec{"roll-version", 0, "", headers,
               "Roll the version bits of BIP 320 (1fffe000), too: 65536 times as many headers, and "
               "faster ones. Not for signed blocks (signet): the signature covers the version."},
    OptionSpec{"every", 0, "SECONDS", headers,
               "Hand a solved header out no sooner than SECONDS after the one before, or after the "
               "start: blocks at a steady pace, however easy they are."},
    OptionSpec{"devices", 'd', "LIST", work,
               "Devices to use, by comma, as 'wildcat devices' lists them. Default: the processor; "
               "nothing else is looked for."},
    OptionSpec{"threads", 't', "N", work, "CPU threads, as for 'mine'."},
    OptionSpec{"kernel", 0, "NAME", work, "Force a kernel, as for 'mine'."},
    OptionSpec{"idle", 0, "", work, "Run only when nobody else wants the CPU (SCHED_IDLE)."},
    OptionSpec{"no-pin", 0, "", work, "Do not pin threads to CPUs."},
    OptionSpec{"quiet", 'q', "", output, "No progress, which is shown on a terminal only."},
    OptionSpec{"help", 'h', "", other, "This text."},
};

constexpr std::array bench_options{
    OptionSpec{"quick", 0, "", measuring,
               "Less than 20 seconds instead of two minutes, with wider intervals."},
    OptionSpec{"stress", 0, "", measuring,
               "Burn-in instead: hash until Ctrl-C, hash every find again, mix in work with known "
               "answers, and end at the first wrong result (exit code 6)."},
    OptionSpec{"max-seconds", 0, "SECONDS", measuring, "End --stress after so long."},
    OptionSpec{"devices", 'd', "LIST", work,
               "Only these devices, as for 'mine'. Default: the processor and every graphics card "
               "once."},
    OptionSpec{"kernel", 0, "NAME", work, "Only this kernel."},
    OptionSpec{"threads", 't', "N", work, "CPU threads at most, as for 'mine'."},
    no_cpu,
    no_cuda,
    no_opencl,
    tune,
    OptionSpec{"idle", 0, "", work, "Run only when nobody else wants the CPU (SCHED_IDLE)."},
    OptionSpec{"no-pin", 0, "", work, "Do not pin threads to CPUs: the system moves them about."},
    OptionSpec{"json", 0, "FILE", output,
               "Write the report to FILE, by docs/schemas/bench.schema.json."},
    OptionSpec{"html", 0, "FILE", output,
               "Write the report to FILE as one page with charts, which loads nothing."},
    OptionSpec{"compare", 0, "FILE", output,
               "Compare with an earlier report. A kernel is slower or faster only when the 95 % "
               "confidence intervals do not overlap and the difference is more than 1 %."},
    OptionSpec{"quiet", 'q', "", output, "No progress, which is shown on a terminal only."},
    OptionSpec{"no-color", 0, "", output, "No colours (NO_COLOR in the environment: the same)."},
    OptionSpec{"help", 'h', "", other, "This text."},
};

constexpr std::array help_only{OptionSpec{"help", 'h', "", other, "This text."}};

constexpr std::array<CommandSpec, 8> table{{
    {"mine", "search for shares on a pool, or on a practice pool of its own", "[mine] [options]",
     "A pool hands out jobs: block headers with a gap to fill. Every filling is hashed twice with\n"
     "SHA-256; where the result, read as a number, is small enough, it is a share and goes back\n"
     "to the pool as proof of work. Every share is computed a second time by plain, independent\n"
     "code before it is sent, and work with a known answer is mixed in to catch a device that\n"
     "misses hits ('canaries').\n"
     "\n"
     "Without --url the program starts a pool of its own on a free local port, which checks every\n"
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
     mine_options, "0123456789"},
    {"practice", "run the practice pool, for other miners to connect to", "practice [options]",
     "A complete Stratum V1 pool whose work is worth nothing. It checks every share with "
     "OpenSSL's\n"
     "SHA-256, which is not this program's, and answers like a real pool, refusals included.\n"
     "\n"
     "The first line on standard output is 'listening on ADDRESS:PORT', without a time in front:\n"
     "scripts that use --port 0 find the port there.",
     "  wildcat practice                           on 127.0.0.1:3333\n"
     "  wildcat practice --port 0 --difficulty 0.001 --share-interval 1\n"
     "  wildcat practice --fixed-difficulty 0.001 --events pool.jsonl\n"
     "  wildcat practice --tls                     for stratum+ssl://localhost:3333\n"
     "  wildcat practice --scenario docs/scenarios/redirect.txt\n"
     "  wildcat practice --user alice --pass-file secret.txt\n",
     practice_options, "012"},
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
     replay_options, "0123678", "FILE"},
    {"devices", "list devices and kernels with rate and self-test", "devices [options]",
     "Runs every kernel for a moment: first against known answers, then for its speed. The one\n"
     "marked '*' is used for mining. Rates are of one thread. A row marked '*' with 1 in the\n"
     "column 'versions' beside another is used for jobs whose version may not be rolled. Below\n"
     "the devices it says which of them stay idle by default, and which drivers are missing.\n"
     "\n"
     "Speeds, compiled kernels and settings are kept in $XDG_CACHE_HOME/wildcat, else\n"
     "~/.cache/wildcat. The first look at an OpenCL device compiles for seconds, on PoCL (OpenCL\n"
     "on the CPU) for up to a minute.",
     "  wildcat devices\n"
     "  wildcat devices --json\n"
     "  wildcat devices -d opencl:0 --tune\n",
     devices_options, "01236"},
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
     grind_options, "01", "HEADER",
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
     "REPORT is a file that --json wrote: it is shown, compared or made into a page, and nothing\n"
     "is measured.\n"
     "docs/benchmarking.md says what makes figures wrong: other programs, above all.",
     "  wildcat bench --quick\n"
     "  wildcat bench --json today.json --html today.html\n"
     "  wildcat bench --json today.json --compare yesterday.json\n"
     "  wildcat bench today.json --compare yesterday.json\n"
     "  wildcat bench -d cuda:0 --quick\n"
     "  wildcat bench --stress --max-seconds 3600\n",
     bench_options, "01236", "REPORT",
     "  0  measured; with --compare: nothing is slower; with --stress: ended with nothing wrong\n"
     "  1  with --compare: something is slower; or a wrong option\n"
     "  2  a file could not be read or written, or is no report; a device failed; interrupted\n"
     "  3  no usable device, or the kernel asked for cannot run here\n"
     "  6  a kernel computed a wrong answer\n"},
    {"version", "print the version", "version", "", "  wildcat version\n", help_only, "012"},
    {"help", "explain a subcommand", "help [subcommand]", "", "  wildcat help mine\n", help_only,
     "012"},
}};

}  // namespace

std::span<const CommandSpec> commands() { return table; }

const CommandSpec* find_command(std::string_view name) {
  for (const CommandSpec& command : table)
    if (command.name == name) return &command;
  return nullptr;
}

}  // namespace wildcat::program
