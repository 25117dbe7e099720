// What every target of the fuzzer is made of: libFuzzer calls its entry with
// an input, and the target ends the process where a property does not hold,
// which libFuzzer reports with the input that did it.

#ifndef SALLYPORT_TESTS_FUZZ_PROPERTY_H_
#define SALLYPORT_TESTS_FUZZ_PROPERTY_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// The entry that libFuzzer looks for.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size);

namespace sallyport::fuzz {

inline void Require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "property does not hold: %s\n", property);
  std::abort();
}

inline std::string_view Text(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// A number that depends on every byte of the input: what an input does not
/// say (limits, how bytes are cut) is chosen by it, so that an input does the
/// same each time. FNV-1a.
inline uint32_t Choice(std::string_view input) {
  uint32_t hash = 2166136261;
  for (const char c : input)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
  return hash;
}

/// Takes what stands before the next `separator` off the front of `rest`; all
/// of it if there is none.
inline std::string_view Take(std::string_view* rest, char separator) {
  const size_t end = rest->find(separator);
  const std::string_view front = rest->substr(0, end);
  rest->remove_prefix(end == std::string_view::npos ? rest->size() : end + 1);
  return front;
}

/// Hands `bytes` to `feed` in pieces of one to `most` bytes, or whole.
constexpr size_t kWhole = SIZE_MAX;
template <typename Feed>
void InPieces(std::string_view bytes, size_t most, Feed feed) {
  size_t length = most == kWhole ? kWhole : 1;
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, length);
    if (!feed(piece)) return;
    bytes.remove_prefix(piece.size());
    if (most != kWhole) length = length % most + 1;
  }
}

}  // namespace sallyport::fuzz

#endif  // SALLYPORT_TESTS_FUZZ_PROPERTY_H_
