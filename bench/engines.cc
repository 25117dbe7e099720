#include "bench/engines.h"

#include <sys/stat.h>

#include <cstdio>
#include <string>
#include <vector>

#include "bench/bench_site.h"
#include "bench/messages.h"
#include "bench/samples.h"
#include "tests/scanners/clamd_daemon.h"

namespace sallyport::bench {

namespace {

constexpr double kMs = 1000;

struct Size {
  const char* name;
  std::string message;
  double most_ratio;
};

std::vector<Size> Sizes() {
  return {{"0.95 kB", TextMessage(973), 0.35},
          {"48 kB", AttachmentMessage(48 * 1024), 0.35},
          {"0.95 MB", AttachmentMessage(996147), 0.5}};
}

/// A QMAILQUEUE of sh, ripmime and clamdscan in front of the queue program.
Server Script(const BenchSite& site, const test::ClamdDaemon& clamd) {
  Server server = site.QueueAlone();
  const std::string path = site.site().Path("script");
  test::WriteWholeFile(
      path,
      "#!/bin/sh\n"
      "set -e\n"
      "dir=$(mktemp -d)\n"
      "trap 'rm -rf \"$dir\"' EXIT\n"
      "cat > \"$dir/message\"\n"
      "mkdir \"$dir/parts\"\n"
      "ripmime -i \"$dir/message\" -d \"$dir/parts\" > /dev/null\n"
      "clamdscan -c " + clamd.configuration() +
          " --fdpass --no-summary \"$dir\" > /dev/null || exit 71\n"
          "exec 3< \"$dir/message\"\n"
          "rm -rf \"$dir\"\n"
          "exec " + server.program + " <&3 3<&-\n");
  ::chmod(path.c_str(), 0755);
  server.program = path;
  return server;
}

}  // namespace

void MeasureEngines(Budget* budget) {
  const test::ClamdDaemon clamd;
  const BenchSite site("queue_floor",
                       "scanners = [\"policy\", \"clamd\"]\n[scanner.clamd]\n"
                       "servers = [\"" + clamd.socket() + "\"]\n");
  const Server script = Script(site, clamd);
  std::printf(
      "\nWith clamd, one message at a time, ms\n  %-17s %-28s %6s %10s %10s "
      "%8s\n",
      "size", "program", "runs", "median", "p90", "/script");
  for (const Size& size : Sizes()) {
    std::vector<Contender> contenders = {
        {"sh, ripmime, clamdscan",
         [&] { return SendOnce(script, size.message); }, {}},
        {"gate, policy, clamd",
         [&] { return SendOnce(site.Gate(), size.message); }, {}}};
    Interleave({100, 60, 5}, &contenders);
    site.CheckLastAction("handoff");
    const double least = contenders[0].samples.Median();
    for (const Contender& contender : contenders)
      std::printf("  %-17s %-28s %6zu %10.3f %10.3f %8.2f\n", size.name,
                  contender.name.c_str(), contender.samples.count(),
                  contender.samples.Median() * kMs,
                  contender.samples.Quantile(0.9) * kMs,
                  contender.samples.Median() / least);
    budget->Check(std::string("clamd to script, ") + size.name,
                  contenders[1].samples.Median() / least, size.most_ratio,
                  "times");
  }
}

}  // namespace sallyport::bench
