// The peak memory of each process that works on a message.

#ifndef SALLYPORT_BENCH_MEMORY_H_
#define SALLYPORT_BENCH_MEMORY_H_

#include "bench/budget.h"

namespace sallyport::bench {

void MeasureMemory(Budget* budget);

}  // namespace sallyport::bench

#endif  // SALLYPORT_BENCH_MEMORY_H_
