// ARJ archives. Those here were made by arj 3.10 from one file, with each of
// its methods and with a password.

#include "unpack/arj_archive.h"

#include <doctest/doctest.h>

#include "tests/unpack/program_run.h"
#include "tests/unpack/string_source.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

std::string Unhex(const std::string& digits) {
  std::string bytes;
  for (size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return bytes;
}

std::string Hidden() {
  std::string text = "MZ hidden in an archive; ";
  for (int i = 0; i < 3; ++i)
    text += "hidden, hidden again, and hidden once more: ";
  return text;
}

const std::string kMethod0 = Unhex(
    "60ea2900220b010210000218c0f3016bc0f3016b0000000000000000000000000000"
    "00000000782e61726a0000e1a877e2000060ea35002e0b0102100000c0c0f3016b9d"
    "0000009d0000008ceff0e10000a411000000000000c0f3016bc0f3016b0000000068"
    "2e6578650000b3e0c2d300004d5a2068696464656e20696e20616e20617263686976"
    "653b2068696464656e2c2068696464656e20616761696e2c20616e64206869646465"
    "6e206f6e6365206d6f72653a2068696464656e2c2068696464656e20616761696e2c"
    "20616e642068696464656e206f6e6365206d6f72653a2068696464656e2c20686964"
    "64656e20616761696e2c20616e642068696464656e206f6e6365206d6f72653a2060"
    "ea0000");

const std::string kMethod1 = Unhex(
    "60ea2900220b010210000218c0f3016bc0f3016b0000000000000000000000000000"
    "00000000782e61726a0000e1a877e2000060ea35002e0b0102100100c0c0f3016b3a"
    "0000009d0000008ceff0e10000a411000000000000c0f3016bc0f3016b0000000068"
    "2e6578650000f84f7e140000002d4b4e8d4abd06711e529c9287a3b47700e644069d"
    "50168f3ce0308ba5439556806027335673b69f4bf79a9743caa42f8398b30c674d2f"
    "fac060ea0000");

const std::string kMethod2 = Unhex(
    "60ea2900220b010210000218c0f3016bc0f3016b0000000000000000000000000000"
    "00000000782e61726a0000e1a877e2000060ea35002e0b0102100200c0c0f3016b3a"
    "0000009d0000008ceff0e10000a411000000000000c0f3016bc0f3016b0000000068"
    "2e65786500009c7aac520000002d4b4e8d4abd06711e529c9287a3b47700e644069d"
    "50168f3ce0308ba5439556806027335673b69f4bf79a9743caa42f8398b30c674d2f"
    "fac060ea0000");

const std::string kMethod3 = Unhex(
    "60ea2900220b010210000218c0f3016bc0f3016b0000000000000000000000000000"
    "00000000782e61726a0000e1a877e2000060ea35002e0b0102100300c0c0f3016b3a"
    "0000009d0000008ceff0e10000a411000000000000c0f3016bc0f3016b0000000068"
    "2e657865000040961d6f0000002d4b4e8d4abd06711e529c9287a3b47700e644069d"
    "50168f3ce0308ba5439556806027335673b69f4bf79a9743caa42f8398b30c674d2f"
    "fac060ea0000");

const std::string kMethod4 = Unhex(
    "60ea2900220b010210000218c0f3016bc0f3016b0000000000000000000000000000"
    "00000000782e61726a0000e1a877e2000060ea35002e0b0102100400c0c0f3016b38"
    "0000009d0000008ceff0e10000a411000000000000c0f3016bc0f3016b0000000068"
    "2e6578650000573756d4000026968406834990c86537080d26e1018600472319a0d2"
    "76328ef40a8b360e984ce6134c034c26e326c11379b8c665101b4de72328ebf30158"
    "60ea0000");

const std::string kGarbled = Unhex(
    "60ea2900220b010211000200c0f3016bc0f3016b0000000000000000000000000100"
    "00000000782e61726a000029f0c465000060ea35002e0b0102110100c0c0f3016b3a"
    "0000009d0000008ceff0e10000a411000000000000c0f3016bc0f3016b0000000068"
    "2e6578650000eb60269b00003308687ca87e8e23522c77a8a1a280865234d56125af"
    "7522bc19c302ae9170b075b2451300735084ba7fc4bfb471ef901ca6bb8129537e0a"
    "d9f260ea0000");


const std::string* const kAll[] = {&kMethod0, &kMethod1, &kMethod2, &kMethod3,
                                   &kMethod4};

}  // namespace

TEST_CASE("every method of ARJ") {
  for (const std::string* archive : kAll) {
    const Run run = Unpack(Attachment("a.txt", *archive));
    REQUIRE(run.log.parts.size() == 2);
    CHECK(run.log.Named("h.exe").bytes == Hidden());
    CHECK_FALSE(run.log.Flagged("damaged"));
  }
}

TEST_CASE("a garbled member keeps its name") {
  CHECK(Unpack(Attachment("a", kGarbled)).log.Named("h.exe").Has("encrypted"));
}

TEST_CASE("ARJ behind a program, and something behind ARJ") {
  const Run run = Unpack(
      Attachment("a.exe", "MZ\0\1"s + std::string(5000, '\2') + kMethod1 +
                              Zip("other.exe", "MZ\0"s)));
  CHECK(run.log.Named("h.exe").bytes == Hidden());
  CHECK(run.log.Named("other.exe").bytes == "MZ\0"s);
}

TEST_CASE("ARJ cut at every byte, and with every byte changed") {
  for (const std::string* archive : {&kMethod1, &kMethod4}) {
    for (size_t size = 0; size < archive->size(); size += 5) {
      const Run run = Unpack(Attachment("a", archive->substr(0, size)));
      CHECK(run.code == 0);
      if (size > 10) CHECK(run.log.Flagged("damaged"));
    }
    for (size_t at = 0; at < archive->size(); at += 3) {
      std::string changed = *archive;
      changed[at] = static_cast<char>(changed[at] ^ 0x55);
      CHECK(Unpack(Attachment("a", changed)).code == 0);
    }
  }
}

TEST_CASE("lengths of a code that no code has") {
  // One block whose code of lengths is a single one, of all that five bits can
  // say, for each of its 510 symbols.
  constexpr size_t kDataAt = 114;
  for (int length = 0; length < 32; ++length) {
    std::string archive = kMethod1;
    archive.replace(kDataAt, 5,
                    {'\0', '\x64', static_cast<char>(length >> 2),
                     static_cast<char>(length << 6 | 0x3F), '\xC0'});
    const Run run = Unpack(Attachment("a", archive));
    CHECK(run.code == 0);
    if (length > 18) CHECK(run.log.Named("h.exe").Has("damaged"));
  }
}

TEST_CASE("a broken header does not hide the next member") {
  // The file's own header, and the member with its bytes.
  const size_t member = kMethod0.find("\x60\xEA", 2);
  const std::string front = kMethod0.substr(0, member);
  const std::string rest = kMethod0.substr(member);
  const Run run = Unpack(
      Attachment("a", front + "\x60\xEA garbage " + std::string(50, '\7') +
                          rest));
  CHECK(run.log.Named("h.exe").bytes == Hidden());
  CHECK(run.log.Flagged("damaged"));
}

TEST_CASE("headers without end are a bounded cost") {
  std::string many = kMethod0.substr(0, kMethod0.find("\x60\xEA", 2));
  for (int i = 0; i < 2000000; ++i) many += "\x60\xEA\x28\x0A";
  CHECK(Unpack(Attachment("a", many)).code == 0);
  // A header whose further headers never end.
  StringSource source(many);
  CHECK(HasArjHeader(&source, 0));
  CHECK_FALSE(HasArjHeader(&source, 1));
}

}  // namespace sallyport
