// What Sallyport may cost, and whether it keeps to it: a table of figures
// with their limits, one line each.

#ifndef SALLYPORT_BENCH_BUDGET_H_
#define SALLYPORT_BENCH_BUDGET_H_

#include <string>
#include <vector>

namespace sallyport::bench {

class Budget {
 public:
  /// Notes a figure that may be `most` at most.
  void Check(const std::string& what, double figure, double most,
             const std::string& unit);

  /// Prints the table; false if a figure is over its limit.
  bool Print() const;

 private:
  struct Line {
    std::string what;
    double figure;
    double most;
    std::string unit;
  };
  std::vector<Line> lines_;
};

}  // namespace sallyport::bench

#endif  // SALLYPORT_BENCH_BUDGET_H_
