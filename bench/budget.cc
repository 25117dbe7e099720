#include "bench/budget.h"

#include <cstdio>

namespace sallyport::bench {

void Budget::Check(const std::string& what, double figure, double most,
                   const std::string& unit) {
  lines_.push_back({what, figure, most, unit});
}

bool Budget::Print() const {
  bool kept = true;
  std::printf("\nBudget\n");
  for (const Line& line : lines_) {
    const bool within = line.figure <= line.most;
    kept = kept && within;
    std::printf("  %-44s %7.2f of %5.2f %-6s %s\n", line.what.c_str(),
                line.figure, line.most, line.unit.c_str(),
                within ? "within" : "OVER");
  }
  return kept;
}

}  // namespace sallyport::bench
