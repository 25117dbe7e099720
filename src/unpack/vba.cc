#include "unpack/vba.h"

#include <algorithm>

#include "unpack/little_endian.h"
#include "unpack/wide_text.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr size_t kChunkBytes = 4096;
constexpr char kContainerMark = 1;
// The list of a project's modules is held; so much of it is.
constexpr size_t kMaxDirBytes = 1024 * 1024;
constexpr size_t kMaxModules = 4096;

// Records of the "dir" stream.
constexpr uint16_t kProjectVersion = 0x0009;
constexpr uint16_t kModuleName = 0x0019;
constexpr uint16_t kModuleStream = 0x001A;
constexpr uint16_t kModuleStreamWide = 0x0032;
constexpr uint16_t kModuleOffset = 0x0031;
constexpr uint16_t kModuleEnd = 0x002B;

/// How many bits of a token tell the distance, after `done` bytes.
unsigned DistanceBits(size_t done) {
  unsigned bits = 4;
  while ((size_t{1} << bits) < done) ++bits;
  return bits;
}

/// Expands one chunk's tokens. Stops where they make no sense.
std::string ExpandChunk(std::string_view in, bool* whole) {
  std::string out;
  size_t at = 0;
  while (at < in.size()) {
    const unsigned flags = static_cast<unsigned char>(in[at++]);
    for (int bit = 0; bit < 8 && at < in.size(); ++bit) {
      if ((flags >> bit & 1) == 0) {
        out += in[at++];
        continue;
      }
      if (in.size() - at < 2) return out;
      const unsigned token = Le16(in, at);
      at += 2;
      const unsigned bits = DistanceBits(out.size());
      const size_t length = (token & (0xFFFFu >> bits)) + 3;
      const size_t distance = (token >> (16 - bits)) + 1;
      if (distance > out.size() || out.size() + length > 2 * kChunkBytes) {
        *whole = false;
        return out;
      }
      for (size_t i = 0; i < length; ++i) out += out[out.size() - distance];
    }
  }
  return out;
}

}  // namespace

bool DecompressVba(Source* source, uint64_t offset,
                   const std::function<bool(std::string_view)>& sink) {
  char mark = 0;
  if (ReadAt(*source, offset++, &mark, 1) < 1 || mark != kContainerMark)
    return false;
  std::string chunk;
  bool whole = true;
  while (whole) {
    char head[2];
    const size_t got = ReadAt(*source, offset, head, sizeof head);
    if (got < sizeof head) return got == 0;
    const unsigned number = Le16({head, sizeof head});
    const bool compressed = (number & 0x8000) != 0;
    // A sign that this is no chunk; what is behind the last may be anything.
    if ((number & 0x7000) != 0x3000) return number == 0;
    chunk.resize(compressed ? (number & 0x0FFF) + 1 : kChunkBytes);
    offset += sizeof head;
    const size_t want = chunk.size();
    chunk.resize(ReadAt(*source, offset, chunk.data(), want));
    whole = chunk.size() == want;
    offset += chunk.size();
    if (!sink(compressed ? ExpandChunk(chunk, &whole) : chunk)) return true;
  }
  return false;
}

std::vector<VbaModule> ReadVbaModules(Source* dir) {
  std::string bytes;
  DecompressVba(dir, 0, [&bytes](std::string_view more) {
    bytes += more;
    return bytes.size() < kMaxDirBytes;
  });
  std::vector<VbaModule> modules;
  VbaModule module;
  size_t at = 0;
  while (bytes.size() - at >= 6 && modules.size() < kMaxModules) {
    const uint16_t id = Le16(bytes, at);
    // The version's length counts only a half of it.
    const uint64_t length =
        Le32(bytes, at + 2) + uint64_t{id == kProjectVersion ? 2u : 0u};
    at += 6;
    if (length > bytes.size() - at) break;
    const std::string_view value =
        std::string_view(bytes).substr(at, static_cast<size_t>(length));
    at += static_cast<size_t>(length);
    if (id == kModuleName) module.name = value;
    if (id == kModuleStream) module.stream = value;
    if (id == kModuleStreamWide) module.stream = Utf8OfWide(value);
    if (id == kModuleOffset && length >= 4) module.offset = Le32(value);
    if (id != kModuleEnd) continue;
    modules.push_back(std::move(module));
    module = VbaModule();
  }
  return modules;
}

uint64_t FindVbaText(Source* stream) {
  // The first word of a module, after a byte of flags for its eight letters.
  constexpr std::string_view kFirst = "\0Attribut"sv;
  constexpr uint64_t kBefore = 3;  // mark and head of the chunk
  uint64_t at = 0;
  size_t matched = 0;
  for (std::string_view view = stream->View(at); !view.empty();
       view = stream->View(at)) {
    for (const char c : view) {
      ++at;
      matched = c == kFirst[matched] ? matched + 1 : c == kFirst[0] ? 1 : 0;
      if (matched < kFirst.size()) continue;
      matched = 0;
      if (at >= kFirst.size() + kBefore) return at - kFirst.size() - kBefore;
    }
  }
  return kNoVbaText;
}

}  // namespace sallyport
