// What a message costs with an engine: the gate with `policy` and `clamd`
// against the same done by a small shell script, as sites have it that string
// ripmime and clamdscan together.

#ifndef SALLYPORT_BENCH_ENGINES_H_
#define SALLYPORT_BENCH_ENGINES_H_

#include "bench/budget.h"

namespace sallyport::bench {

/// One message at a time, three sizes, over a clamd of our own.
void MeasureEngines(Budget* budget);

}  // namespace sallyport::bench

#endif  // SALLYPORT_BENCH_ENGINES_H_
