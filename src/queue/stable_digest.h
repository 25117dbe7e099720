// A message's digest without the trace field that the caller's server put on
// top: two deliveries of one message differ only there.

#ifndef SALLYPORT_QUEUE_STABLE_DIGEST_H_
#define SALLYPORT_QUEUE_STABLE_DIGEST_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport {

/// Length of the Received field that `front` begins with, folded lines
/// included; 0 if it begins with none, or if the field does not end in it.
size_t LeadingTraceBytes(std::string_view front);

/// SHA-256 of the file's `bytes` bytes without their leading trace field, in
/// hexadecimal.
Result<std::string> StableDigest(int file, uint64_t bytes);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_STABLE_DIGEST_H_
