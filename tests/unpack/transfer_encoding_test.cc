#include "unpack/transfer_encoding.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport {

namespace {

using namespace std::string_literals;
using Encodings = std::vector<GMimeContentEncoding>;

Encodings Read(const std::string& value) {
  Encodings encodings;
  AddEncodings(value, &encodings);
  return encodings;
}

}  // namespace

TEST_CASE("encodings, however they are written") {
  g_mime_init();
  const Encodings base64 = {GMIME_CONTENT_ENCODING_BASE64};
  for (const std::string& value :
       {"base64"s, " BASE64 "s, "\"base64\""s, "base64;"s, "x-base64"s,
        "base-64"s, "base64 (that is it)"s, "(x) base64"s, "ba(x)se64"s,
        "ba\n se64"s, "bas\\e64"s,
        "base\0"
        "64"s,
        "=?us-ascii?Q?base64?="s, "=?us-ascii?B?YmFzZTY0?="s, "base64 base64"s})
    CHECK(Read(value) == base64);
  const Encodings quoted = {GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE};
  for (const std::string& value :
       {"quoted-printable"s, "Quoted Printable"s, "x-qp"s})
    CHECK(Read(value) == quoted);
  const Encodings uuencode = {GMIME_CONTENT_ENCODING_UUENCODE};
  for (const std::string& value : {"x-uuencode"s, "uuencode"s, "x-uue"s})
    CHECK(Read(value) == uuencode);
  const Encodings binary = {GMIME_CONTENT_ENCODING_BINARY};
  for (const std::string& value : {"7bit"s, "8BIT"s, "binary"s})
    CHECK(Read(value) == binary);
  CHECK(Read("7bit, base64").size() == 2);
  CHECK(Read("7bit (base64)").size() == 2);
  CHECK(Read("x-foo").empty());
  CHECK(Read("").empty());
  CHECK(Read(std::string(1000000, '(')).empty());
}

}  // namespace sallyport
