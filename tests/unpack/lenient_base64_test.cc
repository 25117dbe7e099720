#include "unpack/lenient_base64.h"

#include "tests/unpack/recode.h"

namespace sallyport {

TEST_CASE("base64 of any shape") {
  const LenientBase64 decoder(LenientBase64::Stops::kNever);
  CHECK(Recode(decoder, "YWJjZGU=") == "abcde");
  CHECK(Recode(decoder, "YWJjZGU") == "abcde");
  CHECK(Recode(decoder, "Y W\r\nJ\tj>Z.GU=") == "abcde");
  CHECK(Recode(decoder, "YQ==YmM=ZGVm") == "abcdef");
  CHECK(Recode(decoder, "YWJj%5A%47%55%3D") == "abcde");
  CHECK(Recode(decoder, "-_-_") == "\xFB\xFF\xBF");
  CHECK(Recode(decoder, "'YWJj' + 'ZGVm'") == "abcdef");
  CHECK(Recode(decoder, "\"YWJj\",\n\"ZGVm\"") == "abcdef");
  CHECK(Recode(decoder, "") == "");
  CHECK(Recode(decoder, "Y") == "");
}

TEST_CASE("begin-base64 ends at its last line") {
  const LenientBase64 decoder(LenientBase64::Stops::kAtEqualsLine);
  CHECK(Recode(decoder, "YWJj\n====\nZGVm") == "abc");
  CHECK(Recode(decoder, "YWI=\n====") == "ab");
  CHECK_FALSE(IsDamaged(decoder, "YWI=\r\n====\r\n"));
  CHECK(IsDamaged(decoder, "YWI=\n"));
}

}  // namespace sallyport
