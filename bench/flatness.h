// That a message costs the same however large the site is: number of domains,
// messages in quarantine, length of the log.

#ifndef SALLYPORT_BENCH_FLATNESS_H_
#define SALLYPORT_BENCH_FLATNESS_H_

#include "bench/budget.h"

namespace sallyport::bench {

void MeasureFlatness(Budget* budget);

}  // namespace sallyport::bench

#endif  // SALLYPORT_BENCH_FLATNESS_H_
