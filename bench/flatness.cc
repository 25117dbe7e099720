#include "bench/flatness.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/fd.h"
#include "bench/bench_site.h"
#include "bench/messages.h"
#include "bench/samples.h"
#include "mail/message_log.h"

namespace sallyport::bench {

namespace {

constexpr double kMostTimes = 1.3;
constexpr double kMs = 1000;
constexpr int kFew = 10;
constexpr int kMany = 100000;
const Rounds kRounds = {200, 60, 10};

std::string Domains(int count) {
  std::string tables;
  for (int i = 0; i < count; ++i)
    tables += "[[domain]]\nrecipient = [\"d" + std::to_string(i) +
              ".example\"]\naction.virus = \"hold\"\n";
  return tables +
         "[[domain]]\nrecipient = [\"example.com\"]\n"
         "action.virus = \"reject\"\n";
}

/// The caps are lifted: at them a message is not held at all.
std::string Caps() {
  return "[quarantine]\nmax_items = 10000000\nsame = 1000000\n";
}

/// Files as `hold` leaves them, in the folder that the messages go to too.
void FillQuarantine(const test::Site& site, int count) {
  for (const char* folder : {".virus", ".attachment"}) {
    const std::string path =
        site.Path("spool/quarantine/" + std::string(folder) + "/new/");
    for (int i = 0; i < count; ++i)
      std::ofstream(path + std::to_string(1700000000 + i) + ".old" +
                    std::to_string(i) + ".host.virus,S=1000");
  }
}

/// The columns, a hole, and a last newline.
void LengthenLog(const test::Site& site, off_t bytes) {
  const std::string path = site.Path("spool/log/") + kMessagesLog;
  const Fd log(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0640));
  const std::string columns = std::string(kMessagesColumns) + "\n";
  if (::pwrite(log.get(), columns.data(), columns.size(), 0) < 0 ||
      ::pwrite(log.get(), "\n", 1, bytes - 1) != 1)
    throw std::runtime_error("cannot write " + path);
}

Contender Passing(const std::string& name, const BenchSite& site) {
  return {name,
          [server = site.Gate(), message = TextMessage(973)] {
            return SendOnce(server, message);
          },
          {}};
}

/// Each message is another one: a second hold of the same is no hold.
Contender Held(const std::string& name, const BenchSite& site) {
  Server server = site.Gate();
  server.accepted = false;
  return {name,
          [server, number = std::make_shared<int>(0)] {
            return SendOnce(server,
                            AttachmentMessage(2000, "invoice.exe",
                                              std::to_string(++*number)));
          },
          {}};
}

void Compare(const std::string& what, std::vector<Contender> contenders,
             Budget* budget) {
  Interleave(kRounds, &contenders);
  const double few = contenders[0].samples.Median();
  const double many = contenders[1].samples.Median();
  for (const Contender& contender : contenders)
    std::printf("  %-17s %-18s %10.3f %10.3f %10.3f\n", what.c_str(),
                contender.name.c_str(), contender.samples.Quantile(0.1) * kMs,
                contender.samples.Median() * kMs,
                contender.samples.Quantile(0.9) * kMs);
  budget->Check("flat in " + what, many / few, kMostTimes, "times");
}

}  // namespace

void MeasureFlatness(Budget* budget) {
  std::printf("\nFlatness, ms\n  %-17s %-18s %10s %10s %10s\n", "in", "", "p10",
              "median", "p90");
  {
    const BenchSite few("queue_floor", Domains(kFew));
    const BenchSite many("queue_floor", Domains(kMany));
    Compare("domains", {Passing("10", few), Passing("100000", many)}, budget);
  }
  {
    const BenchSite few("queue_floor", Caps());
    const BenchSite many("queue_floor", Caps());
    FillQuarantine(few.site(), kFew);
    FillQuarantine(many.site(), kMany);
    Compare("quarantine", {Held("10", few), Held("100000", many)}, budget);
    many.CheckLastAction("hold+reject");
  }
  {
    const BenchSite few("queue_floor");
    const BenchSite many("queue_floor");
    LengthenLog(few.site(), 1024);
    LengthenLog(many.site(), off_t{1} << 30);
    Compare("log", {Passing("1 kB", few), Passing("1 GB", many)}, budget);
  }
}

}  // namespace sallyport::bench
