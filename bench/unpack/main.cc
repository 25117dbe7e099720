// Megabytes a second that are opened up and stored: Sallyport against ripmime,
// munpack and plain loops over GMime and libarchive, in turns in one run.
//
//   build/bench/unpack [MESSAGE]
//
// Run in the top folder of the source. With the name of a message ("base64")
// only Sallyport opens that, twenty times, for use under another tool:
//
//   perf record -g build/bench/unpack base64
//
// ripmime and munpack open no archives: their figure there is for the
// attachment as it is. Exit 0 if all is within the budget, 1 if not, 2 if it
// could not be measured.

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "bench/bench_site.h"
#include "bench/budget.h"
#include "bench/samples.h"
#include "bench/unpack/contenders.h"
#include "bench/unpack/mails.h"
#include "tests/system/site.h"

namespace {

using namespace sallyport::bench;
namespace fs = std::filesystem;

constexpr int kOver = 1;
constexpr int kNotMeasured = 2;
constexpr Rounds kRounds = {21, 60, 2};
/// Of the time that the plain loop over GMime takes for base64.
constexpr double kMostOfLoop = 1.3;
/// Of the time that ripmime takes for base64.
constexpr double kMostOfRipmime = 1 / 1.5;

/// One round: an empty folder before, which is not measured.
double Measure(const Unpacker& unpack, const std::string& message,
               const std::string& folder) {
  fs::remove_all(folder);
  fs::create_directory(folder);
  const double began = SecondsNow();
  unpack(message, folder);
  return SecondsNow() - began;
}

std::vector<Contender> Contenders(const BenchSite& site, bool archive,
                                  const std::string& message,
                                  const std::string& folder) {
  const std::pair<const char*, Unpacker> kinds[] = {
      {"Sallyport", SallyportUnpacker(site)},
      {archive ? "GMime and libarchive" : "GMime", LibraryUnpacker(archive)},
      {"ripmime",
       ProgramUnpacker({"/usr/bin/ripmime", "-i", "%m", "-d", "%p"})},
      {"munpack",
       ProgramUnpacker({"/usr/bin/munpack", "-q", "-t", "-C", "%p", "%m"})}};
  std::vector<Contender> contenders;
  for (const auto& [name, unpack] : kinds)
    contenders.push_back({name,
                          [unpack, message, folder] {
                            return Measure(unpack, message, folder);
                          },
                          {}});
  return contenders;
}

void Print(const Mail& mail, const std::vector<Contender>& contenders) {
  constexpr double kMega = 1 << 20;
  constexpr double kMs = 1000;
  for (const Contender& one : contenders) {
    const double median = one.samples.Median();
    std::printf("  %-17s %-21s %6zu %9.1f %9.1f %9.1f %9.1f\n",
                mail.name.c_str(), one.name.c_str(), one.samples.count(),
                one.samples.Quantile(0.1) * kMs, median * kMs,
                one.samples.Quantile(0.9) * kMs,
                kContentBytes / kMega / median);
  }
}

void MeasureAll(const BenchSite& site, Budget* budget) {
  const std::string message = site.site().Path("message");
  const std::string folder = site.site().Path("parts");
  std::printf(
      "\nOne attachment of 10 MB\n  %-17s %-21s %6s %9s %9s %9s %9s\n",
      "encoding", "program", "runs", "p10 ms", "median", "p90", "MB/s");
  for (const Mail& mail : Mails()) {
    sallyport::test::WriteWholeFile(message, mail.message);
    std::vector<Contender> contenders =
        Contenders(site, mail.archive, message, folder);
    Interleave(kRounds, &contenders);
    Print(mail, contenders);
    if (mail.name != "base64") continue;
    const double own = contenders[0].samples.Median();
    budget->Check("base64, to the GMime loop",
                  own / contenders[1].samples.Median(), kMostOfLoop, "times");
    budget->Check("base64, to ripmime", own / contenders[2].samples.Median(),
                  kMostOfRipmime, "times");
  }
}

void OpenOne(const BenchSite& site, const std::string& name) {
  constexpr int kTimes = 20;
  const std::string message = site.site().Path("message");
  for (const Mail& mail : Mails()) {
    if (mail.name != name) continue;
    sallyport::test::WriteWholeFile(message, mail.message);
    for (int i = 0; i < kTimes; ++i)
      Measure(SallyportUnpacker(site), message, site.site().Path("parts"));
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  Budget budget;
  try {
    const BenchSite site("queue_floor");
    if (argc > 1) {
      OpenOne(site, argv[1]);
      return 0;
    }
    MeasureAll(site, &budget);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "unpack: %s\n", e.what());
    return kNotMeasured;
  }
  return budget.Print() ? 0 : kOver;
}
