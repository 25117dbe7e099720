// The unpacking budget as the gate states it: five environment variables,
// decimal, all required. The gate enforces the same numbers on the record
// stream.

#ifndef SALLYPORT_UNPACK_LIMITS_H_
#define SALLYPORT_UNPACK_LIMITS_H_

#include <cstdint>

#include "base/result.h"

namespace sallyport {

struct Limits {
  int depth = 0;             // how deep parts may lie in parts
  int parts = 0;             // the most parts
  uint64_t part_bytes = 0;   // of one part
  uint64_t total_bytes = 0;  // of all parts together
  uint64_t ratio = 0;        // of all parts together to the message
};

/// Reads SALLYPORT_MAX_DEPTH, _PARTS, _PART_BYTES, _TOTAL_BYTES and _RATIO. A
/// missing, malformed or zero value is an error that names the variable.
Result<Limits> LimitsFromEnvironment();

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_LIMITS_H_
