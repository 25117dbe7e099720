// One part's bytes, opened as the unpacker opens them, in this process: what
// comes out as records, whatever is in them.

#ifndef SALLYPORT_TESTS_UNPACK_OPEN_BYTES_H_
#define SALLYPORT_TESTS_UNPACK_OPEN_BYTES_H_

#include <doctest/doctest.h>
#include <gmime/gmime.h>
#include <sys/mman.h>

#include "base/fd.h"
#include "base/io.h"
#include "tests/unpack/record_log.h"
#include "tests/unpack/string_source.h"
#include "unpack/embedded.h"

namespace sallyport {

struct OpenSetting {
  Limits limits{50, 1000, 100000000, 200000000, 250};
  std::vector<std::string> names;
  std::vector<std::string> declared;
  size_t piece = SIZE_MAX;
  uint64_t member_memory = 100000000;
};

/// Part 1 is the part itself.
inline RecordLog OpenBytes(const std::string& bytes,
                           const OpenSetting& setting = {}) {
  g_mime_init();
  const Fd file(::memfd_create("records", MFD_CLOEXEC));
  PartRecordWriter records(file.get());
  Budget budget(setting.limits, bytes.size());
  Unpacking unpacking{&budget, &records, nullptr, setting.member_memory};
  StringSource source(bytes, setting.piece);
  Part raw;
  OpenEmbedded(&unpacking, &source, {"leaf", setting.names, setting.declared},
               &raw);
  CHECK(unpacking.member_memory == setting.member_memory);
  REQUIRE(records.Finish().ok());
  std::string stream(static_cast<size_t>(::lseek(file.get(), 0, SEEK_END)),
                     '\0');
  REQUIRE(ReadExactlyAt(file.get(), stream.data(), stream.size(), 0).ok());
  RecordLog log;
  PartRecordReader reader(&log, 1000000);
  REQUIRE(reader.Feed(stream).ok());
  CHECK(reader.ended());
  return log;
}

/// `number` in `bytes` bytes, the least first.
inline std::string Little(uint64_t number, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i)
    out += i < 8 ? static_cast<char>(number >> (8 * i) & 0xFF) : '\0';
  return out;
}

/// ASCII as UTF-16.
inline std::string Wide(const std::string& text) {
  std::string out;
  for (const char c : text) (out += c) += '\0';
  return out;
}

/// The first part whose bytes hold `text`, not counting part 1, or an empty
/// one.
inline LoggedPart Holding(const RecordLog& log, const std::string& text) {
  for (const auto& [number, part] : log.parts)
    if (number > 1 && part.bytes.find(text) != std::string::npos) return part;
  return {};
}

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_OPEN_BYTES_H_
