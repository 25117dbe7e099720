#include "bench/samples.h"

#include <algorithm>
#include <chrono>

namespace sallyport::bench {

double Samples::Quantile(double share) const {
  if (values_.empty()) return 0;
  std::vector<double> sorted = values_;
  const size_t at =
      std::min(sorted.size() - 1,
               static_cast<size_t>(share * static_cast<double>(sorted.size())));
  std::nth_element(sorted.begin(),
                   sorted.begin() + static_cast<std::ptrdiff_t>(at),
                   sorted.end());
  return sorted[at];
}

double SecondsNow() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void Interleave(const Rounds& rounds, std::vector<Contender>* contenders) {
  const double began = SecondsNow();
  for (int round = -rounds.warm_up; round < rounds.count; ++round) {
    if (round > 0 && SecondsNow() - began > rounds.most_seconds) return;
    for (Contender& contender : *contenders) {
      const double took = contender.run();
      if (round >= 0) contender.samples.Add(took);
    }
  }
}

}  // namespace sallyport::bench
