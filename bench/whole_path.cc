// The whole path: messages sent through the gate as qmail-smtpd sends them,
// against the queue program alone. Times, throughput, peak memory, flatness,
// and whether each is within what Sallyport may cost.
//
//   build/bench/whole-path [speed] [engines] [load] [memory] [flatness]
//
// Run in the top folder of the source. All these are taken if none is named.
// "once" only sends a hundred small messages, for use under another tool:
//
//   strace -f -c build/bench/whole-path once
//   perf record -e cpu-clock -F 20000 -g build/bench/whole-path once
//
// Exit 0 if all is within the budget, 1 if not, 2 if it could not be
// measured.

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "bench/bench_site.h"
#include "bench/budget.h"
#include "bench/engines.h"
#include "bench/flatness.h"
#include "bench/memory.h"
#include "bench/messages.h"
#include "bench/speed.h"

namespace {

using namespace sallyport::bench;

constexpr int kOver = 1;
constexpr int kNotMeasured = 2;

struct Measure {
  const char* name;
  void (*run)(Budget*);
};

void SendSome(Budget*) {
  const BenchSite site("queue_floor");
  const std::string message = TextMessage(973);
  for (int i = 0; i < 100; ++i) SendOnce(site.Gate(), message);
}

constexpr const char* kOnlyIfNamed = "once";
constexpr Measure kMeasures[] = {
    {"speed", MeasureSpeed},
    {"engines", MeasureEngines},
    {"load", [](Budget*) { MeasureLoad(); }},
    {"memory", MeasureMemory},
    {"flatness", MeasureFlatness},
    {kOnlyIfNamed, SendSome},
};

bool Wanted(const std::vector<std::string>& names, const std::string& name) {
  for (const std::string& one : names)
    if (one == name) return true;
  return names.empty() && name != kOnlyIfNamed;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> names(argv + 1, argv + argc);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  Budget budget;
  try {
    for (const Measure& measure : kMeasures)
      if (Wanted(names, measure.name)) measure.run(&budget);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "whole-path: %s\n", e.what());
    return kNotMeasured;
  }
  return budget.Print() ? 0 : kOver;
}
