#include "unpack/limits.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace sallyport {

namespace {

constexpr uint64_t kMostCount = 1000000;
constexpr uint64_t kMostBytes = uint64_t{1} << 62;

Result<uint64_t> ReadLimit(const char* variable, uint64_t most) {
  const char* value = ::getenv(variable);
  if (value == nullptr) return FormatError(variable, "not set");
  const std::string_view text(value);
  uint64_t number = 0;
  const auto [end, err] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (err != std::errc() || end != text.data() + text.size() || number == 0 ||
      number > most)
    return FormatError(variable, "not a limit: " + std::string(text));
  return number;
}

}  // namespace

Result<Limits> LimitsFromEnvironment() {
  const Result<uint64_t> depth = ReadLimit("SALLYPORT_MAX_DEPTH", kMostCount);
  if (!depth.ok()) return depth.error();
  const Result<uint64_t> parts = ReadLimit("SALLYPORT_MAX_PARTS", kMostCount);
  if (!parts.ok()) return parts.error();
  const Result<uint64_t> part_bytes =
      ReadLimit("SALLYPORT_MAX_PART_BYTES", kMostBytes);
  if (!part_bytes.ok()) return part_bytes.error();
  const Result<uint64_t> total_bytes =
      ReadLimit("SALLYPORT_MAX_TOTAL_BYTES", kMostBytes);
  if (!total_bytes.ok()) return total_bytes.error();
  const Result<uint64_t> ratio = ReadLimit("SALLYPORT_MAX_RATIO", kMostCount);
  if (!ratio.ok()) return ratio.error();

  Limits limits;
  limits.depth = static_cast<int>(depth.value());
  limits.parts = static_cast<int>(parts.value());
  limits.part_bytes = part_bytes.value();
  limits.total_bytes = total_bytes.value();
  limits.ratio = ratio.value();
  return limits;
}

}  // namespace sallyport
