// How long one message takes from the SMTP server's fork to its answer, and
// how many a second pass when several are sent at once.

#ifndef SALLYPORT_BENCH_SPEED_H_
#define SALLYPORT_BENCH_SPEED_H_

#include "bench/budget.h"

namespace sallyport::bench {

/// One at a time, four sizes: the floor program alone, behind the gate, the
/// fsyncing queue program alone, behind the gate; in turn.
void MeasureSpeed(Budget* budget);

/// 2, 8 and 32 clients at once.
void MeasureLoad();

}  // namespace sallyport::bench

#endif  // SALLYPORT_BENCH_SPEED_H_
