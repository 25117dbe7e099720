// The queue program finds itself as if the caller had started it: ids,
// signals, limits, timers, descriptors, environment, umask, cwd.

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <set>
#include <string>
#include <vector>

#include "base/escape.h"
#include "mail/envelope.h"
#include "tests/fake/queue_client.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

/// What surely differs: the process and its time, what descriptors 0 and 1
/// are, and the two variables the gate is to change.
bool MayDiffer(std::string_view line) {
  for (const std::string_view front :
       {"pid\t", "ppid\t", "pgid\t", "timer\treal\t", "fd\t0\t", "fd\t1\t",
        "env\tQMAILQUEUE=", "env\tSALLYPORT_PASSED=", "arg\t"})
    if (line.starts_with(front)) return true;
  return false;
}

std::vector<std::string> Comparable(const std::string& surroundings) {
  std::vector<std::string> lines;
  for (const std::string_view line : Split(surroundings, '\n')) {
    if (MayDiffer(line)) continue;
    // A pipe's number is another in each run.
    const size_t pipe = line.find("pipe:[");
    lines.emplace_back(line.substr(0, pipe));
  }
  return lines;
}

/// Starts `program` as an unusual caller would.
fake::ClientOutcome SendOddly(const Site& site, const std::string& program) {
  fake::ClientSpec spec;
  spec.program = program;
  spec.directory = "/usr";
  spec.extra_pipes = {3, 4, 5, 9};
  spec.blocked_signals = {SIGUSR2, SIGALRM, SIGTERM};
  spec.soft_limits = {
      {RLIMIT_NOFILE, 50}, {RLIMIT_CORE, 0}, {RLIMIT_FSIZE, 10 << 20}};
#ifndef SALLYPORT_SANITIZED  // its shadow memory counts as data
  spec.soft_limits.emplace_back(RLIMIT_DATA, 50 << 20);
#endif
  spec.alarm_ms = 500000;
  spec.before_exec = [&site] {
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGCHLD, SIG_IGN);
    ::umask(0037);
    ::setenv("SALLYPORT_CONFIG", site.Path("etc/live").c_str(), 1);
    ::setenv("QMAILQUEUE", "/anything", 1);
    ::setenv("RELAYCLIENT", "", 1);
    ::setenv("ODD", "a=b\nc", 1);
  };
  fake::QueueClient client;
  REQUIRE(client.Open(spec));
  client.Put(PlainMessage());
  client.CloseMessage();
  client.PutEnvelope(
      Envelope{"a@example.net", {"b@example.com"}}.Encode());
  return client.Close();
}

}  // namespace

TEST_CASE("the queue program finds what the caller had set up") {
  Site site;
  CHECK(SendOddly(site, site.Path("queue/qmail-queue")).end.Succeeded());
  CHECK(SendOddly(site, BuildDirectory() + "/bin/sallyport-queue")
            .end.Succeeded());
  REQUIRE(site.Queued().size() == 2);
  const std::string direct = site.Queued()[0].surroundings;
  const std::string passed = site.Queued()[1].surroundings;
  CHECK(Comparable(direct) == Comparable(passed));
  CHECK(direct.find("env\tQMAILQUEUE=") != std::string::npos);
  CHECK(passed.find("env\tQMAILQUEUE=") == std::string::npos);
  CHECK(passed.find("env\tSALLYPORT_PASSED=") != std::string::npos);
  CHECK(passed.find("fd\t0\tfile,") != std::string::npos);
  CHECK(passed.find("fd\t1\tfile,") != std::string::npos);
  CHECK(passed.find("fd\t6\tpipe,write\tkept") != std::string::npos);
  CHECK(passed.find("arg\t" + site.Path("queue/qmail-queue") + "\n") !=
        std::string::npos);
}
