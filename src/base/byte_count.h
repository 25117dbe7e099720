// Numbers of bytes as people write them: "10k", "10M", "10G", powers of 1024.

#ifndef SALLYPORT_BASE_BYTE_COUNT_H_
#define SALLYPORT_BASE_BYTE_COUNT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport {

/// "10k", "10M", "10G" or a plain number; none if it is none, negative, or too
/// large.
std::optional<int64_t> ParseBytes(std::string_view text);

/// The reverse, with the largest unit that fits without a rest.
std::string BytesText(int64_t bytes);

}  // namespace sallyport

#endif  // SALLYPORT_BASE_BYTE_COUNT_H_
