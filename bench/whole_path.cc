// The whole path: messages sent through the gate as qmail-smtpd sends them,
// against the queue program alone. Times, throughput, peak memory, flatness,
// and whether each is within what Sallyport may cost.
//
//   build/bench/whole-path [speed] [load] [memory] [flatness]
//
// Run in the top folder of the source. All measures are taken if none is
// named. Exit 0 if all is within the budget, 1 if not, 2 if it could not be
// measured.

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "bench/budget.h"
#include "bench/flatness.h"
#include "bench/memory.h"
#include "bench/speed.h"

namespace {

using sallyport::bench::Budget;

constexpr int kOver = 1;
constexpr int kNotMeasured = 2;

struct Measure {
  const char* name;
  void (*run)(Budget*);
};

constexpr Measure kMeasures[] = {
    {"speed", sallyport::bench::MeasureSpeed},
    {"load", [](Budget*) { sallyport::bench::MeasureLoad(); }},
    {"memory", sallyport::bench::MeasureMemory},
    {"flatness", sallyport::bench::MeasureFlatness},
};

bool Wanted(const std::vector<std::string>& names, const std::string& name) {
  for (const std::string& one : names)
    if (one == name) return true;
  return names.empty();
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
