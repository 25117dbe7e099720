// Numbers measured one after another, and what is told of them: the median,
// since one late wake-up must not count, with the first and last tenth.

#ifndef SALLYPORT_BENCH_SAMPLES_H_
#define SALLYPORT_BENCH_SAMPLES_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace sallyport::bench {

class Samples {
 public:
  void Add(double value) { values_.push_back(value); }
  size_t count() const { return values_.size(); }

  double Median() const { return Quantile(0.5); }
  /// The value that `share` of all lie below; 0 if there are none.
  double Quantile(double share) const;

 private:
  std::vector<double> values_;
};

/// One thing that is measured beside others.
struct Contender {
  std::string name;
  std::function<double()> run;  // does it once; what it took
  Samples samples;
};

/// How often, and how long at most.
struct Rounds {
  int count = 100;
  double most_seconds = 60;
  int warm_up = 3;  // rounds that do not count
};

/// Runs all contenders in turn, round after round, so that whatever else the
/// machine does falls on all of them alike.
void Interleave(const Rounds& rounds, std::vector<Contender>* contenders);

double SecondsNow();

}  // namespace sallyport::bench

#endif  // SALLYPORT_BENCH_SAMPLES_H_
