// What a broken gzip file still gives, however it is cut into pieces.

#include "unpack/gzip_rest.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/unpack/string_source.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

/// A stored block of deflate.
std::string Block(const std::string& bytes) {
  const char size = static_cast<char>(bytes.size());
  const char other = static_cast<char>(~size);
  return "\0"s + size + "\0"s + other + "\xFF" + bytes;
}

std::string RestOf(const std::string& gzip, size_t piece) {
  StringSource source(gzip, piece);
  GzipRest rest(&source);
  std::string all;
  for (std::string_view bytes = rest.Next(); !bytes.empty();
       bytes = rest.Next())
    all += bytes;
  return all;
}

const std::string kHead = "\x1F\x8B\x08\0\0\0\0\0\0\xFF"s;

}  // namespace

TEST_CASE("all before the bad byte of a gzip file, whatever the pieces") {
  // A block of the type that does not exist, right behind what is good.
  const std::string gzip =
      kHead + Block("first") + Block("second") + "\x07 and more";
  for (const size_t piece : {size_t{1}, size_t{3}, size_t{20}, SIZE_MAX})
    CHECK(RestOf(gzip, piece) == "firstsecond");
}

TEST_CASE("all of a gzip file that ends early, whatever the pieces") {
  const std::string gzip = kHead + Block("first") + Block("second");
  for (const size_t piece : {size_t{1}, size_t{3}, SIZE_MAX})
    CHECK(RestOf(gzip.substr(0, gzip.size() - 2), piece) == "firstseco");
}

TEST_CASE("what is no gzip file at all gives nothing") {
  CHECK(RestOf("no gzip", SIZE_MAX) == "");
  CHECK(RestOf("", SIZE_MAX) == "");
}

}  // namespace sallyport
