// Members of zips whose deflate stream breaks off or goes bad: all that zlib
// gives before that is in the part.

#include "unpack/zip_member.h"

#include <doctest/doctest.h>

#include "tests/unpack/compress.h"
#include "tests/unpack/open_bytes.h"
#include "tests/unpack/zip_builder.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

struct Inflated {
  std::string bytes;
  bool whole = false;
};

/// By zlib, a byte at a time: there is no more to be had.
Inflated InflateAll(const std::string& packed) {
  z_stream stream{};
  REQUIRE(::inflateInit2(&stream, -15) == Z_OK);
  Inflated out;
  for (size_t at = 0; at < packed.size() && !out.whole; ++at) {
    std::string byte = packed.substr(at, 1);
    stream.next_in = reinterpret_cast<Bytef*>(byte.data());
    stream.avail_in = 1;
    int result = Z_OK;
    do {
      char room[256];
      stream.next_out = reinterpret_cast<Bytef*>(room);
      stream.avail_out = sizeof room;
      result = ::inflate(&stream, Z_NO_FLUSH);
      out.bytes.append(room, sizeof room - stream.avail_out);
    } while (result == Z_OK && stream.avail_out == 0);
    out.whole = result == Z_STREAM_END;
    if (result != Z_OK && result != Z_BUF_ERROR) break;
  }
  ::inflateEnd(&stream);
  return out;
}

std::string StoredBlock(const std::string& bytes, bool last = false) {
  return Little(last ? 1 : 0, 1) + Little(bytes.size(), 2) +
         Little(~bytes.size() & 0xFFFF, 2) + bytes;
}

std::vector<std::string> Streams() {
  std::string text;
  for (int i = 0; i < 60; ++i) text += std::to_string(i * i * 7919) + " ";
  return {StoredBlock("MZ this is in front") + StoredBlock("the end", true),
          StoredBlock("MZ this is in front") + Deflate(text),
          StoredBlock("MZ") + StoredBlock("") + Deflate("abcabcabcabcabc"),
          Deflate("abcabcabcabcabcabc"), Deflate(text),
          StoredBlock(std::string(900, 'x')) + "\x07 bad"};
}

/// The same packed bytes in each shape of zip.
std::vector<std::string> Shapes(const std::string& packed) {
  BuiltMember plain = MakeMember("evil.exe", "MZ", 8, packed);
  plain.local.size = plain.entry.size = 50000;
  BuiltMember behind = plain;
  behind.local.flags = behind.entry.flags = 8;
  behind.behind = "PK\x07\x08" + Little(behind.local.crc, 4) +
                  Little(packed.size(), 4) + Little(50000, 4);
  behind.local.crc = 0;
  behind.local.packed = behind.local.size = 0;
  BuiltMember short_size = plain;
  short_size.local.packed = short_size.entry.packed = 1;
  short_size.local.size = short_size.entry.size = 1;
  BuiltMember wide = plain;
  wide.local.method = wide.entry.method = 9;
  std::vector<std::string> zips;
  for (const BuiltMember& member : {plain, behind, short_size, wide})
    for (const bool directory : {true, false})
      zips.push_back(BuildZip({member}, directory));
  return zips;
}

void CheckAllShapes(const std::string& packed) {
  const Inflated inflated = InflateAll(packed);
  for (const std::string& zip : Shapes(packed)) {
    const RecordLog log = OpenBytes(zip);
    CHECK(log.Named("evil.exe").bytes.starts_with(inflated.bytes));
    if (!inflated.whole) CHECK(log.Flagged("damaged"));
  }
}

}  // namespace

TEST_CASE("a deflate stream cut at every byte gives all that stood before") {
  for (const std::string& stream : Streams())
    for (size_t size = 0; size < std::min<size_t>(stream.size(), 200); ++size)
      CheckAllShapes(stream.substr(0, size));
}

TEST_CASE("a deflate stream with a bad byte gives all that stood before") {
  for (const std::string& stream : Streams())
    for (size_t at = 0; at < std::min<size_t>(stream.size(), 200); ++at)
      for (const int change : {0x06, 0x55}) {
        std::string bad = stream;
        bad[at] = static_cast<char>(bad[at] ^ change);
        CheckAllShapes(bad);
      }
}

}  // namespace sallyport
