#include "unpack/passwords.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

std::string Unhex(const std::string& digits) {
  std::string bytes;
  for (size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return bytes;
}

// One file, by 7-Zip, with the password "secret": AES, and zip's old way.
const std::string kAes = Unhex(
    "504b0304330001006300199d755d00000000590000009d00000005000b00682e6578"
    "65019907000200414503080082e5d0d8309bd8d479bf18cd18e9bccf9184434ebecf"
    "9d5f02397fd9fc9923728c1559e7bb4f53883196128f9fe222d5aded1f47552b279b"
    "4e1ddc03f82b10e261fbef3b67ebe2bdf358ef178e0a82c2e779716d61c466346350"
    "4b01023f03330001006300199d755d00000000590000009d00000005002f00000000"
    "0000002080a48100000000682e6578650a0020000000000001001800d4aa8035f079"
    "dd01000000000000000000000000000000000199070002004145030800504b050600"
    "0000000100010062000000870000000000");

const std::string kOld = Unhex(
    "504b0304140001000800199d755d8ceff0e1490000009d00000005000000682e6578"
    "659e00465ffe4ce65bf66e0208a43b4e5e4ddedf2ba959c21fc00e115681ad72eeb1"
    "7673a05d880861040a86b1b55497a7cfe1fbafacc6e073a1fb0047104bd8363592d2"
    "2df98c822f90504b01023f03140001000800199d755d8ceff0e1490000009d000000"
    "050024000000000000002080a48100000000682e6578650a00200000000000010018"
    "00d4aa8035f079dd0100000000000000000000000000000000504b05060000000001"
    "000100570000006c0000000000");

// The old way again, of a file that is not compressed.
const std::string kStored = Unhex(
    "504b030414000100000000002100eefe3c212e0000002200000005000000682e6578"
    "65c889c95bb4deac0e5a9d7e4064fdc942d0b39972d43813f7f2d7b3ba33e52253aa"
    "558a5d0168308245c4427ed6c5504b0102140014000100000000002100eefe3c212e"
    "00000022000000050000000000000000000000000000000000682e657865504b0506"
    "000000000100010033000000510000000000");

std::string Message(const std::string& text, const std::string& zip) {
  return Multipart("--b\nContent-Type: text/plain\n\n" + text +
                   "\n--b\nContent-Type: application/zip\n"
                   "Content-Transfer-Encoding: base64\n\n" +
                   Base64(zip));
}

Run With(const std::string& message, std::vector<std::string> environment) {
  Setting setting;
  setting.environment = std::move(environment);
  return Unpack(message, setting);
}

bool Has(const Passwords& passwords, const std::string& word) {
  return std::find(passwords.list().begin(), passwords.list().end(), word) !=
         passwords.list().end();
}

}  // namespace

TEST_CASE("an encrypted zip opens with a password that the site lists") {
  for (const std::string* zip : {&kAes, &kOld, &kStored}) {
    const std::string message = Message("hello", *zip);
    Run run = With(message, {"SALLYPORT_PASSWORDS=foo\nsecret\nbar"});
    CHECK(run.log.Named("h.exe").bytes.starts_with("MZ hidden"));
    CHECK(run.log.Named("h.exe").Has("password"));
    CHECK_FALSE(run.log.Flagged("encrypted"));
    run = With(message, {"SALLYPORT_PASSWORDS=foo\nbar"});
    CHECK(run.log.Named("h.exe").bytes.empty());
    CHECK(run.log.Named("h.exe").Has("encrypted"));
    CHECK(With(message, {}).log.Named("h.exe").Has("encrypted"));
  }
}

TEST_CASE("an encrypted zip opens with a word of the text") {
  for (const std::string* zip : {&kAes, &kOld}) {
    for (const char* text :
         {"the Password is secret, said Bob", "Passwort:secret\n",
          "<p>Пароль: <b>secret</b></p>"}) {
      const std::string message = Message(text, *zip);
      const Run run = With(message, {"SALLYPORT_PASSWORDS_IN_TEXT=true"});
      CHECK(run.log.Named("h.exe").bytes.starts_with("MZ hidden"));
      CHECK(With(message, {}).log.Named("h.exe").Has("encrypted"));
    }
    CHECK(With(Message("I have a secret", *zip),
               {"SALLYPORT_PASSWORDS_IN_TEXT=true"})
              .log.Named("h.exe")
              .Has("encrypted"));
  }
}

TEST_CASE("words near a word for password, and so many") {
  ::setenv("SALLYPORT_PASSWORDS", "one\ntwo", 1);
  ::setenv("SALLYPORT_PASSWORDS_IN_TEXT", "true", 1);
  Passwords passwords = Passwords::FromEnvironment();
  ::unsetenv("SALLYPORT_PASSWORDS");
  ::unsetenv("SALLYPORT_PASSWORDS_IN_TEXT");
  CHECK(passwords.list() == std::vector<std::string>{"one", "two"});
  passwords.NoteText("far" + std::string(1000, ' ') +
                     "The PASSWORD: \"Ab,cd!\" it is" +
                     std::string(1000, ' ') + "away");
  CHECK(Has(passwords, "Ab,cd"));
  CHECK(Has(passwords, "\"Ab,cd!\""));
  CHECK_FALSE(Has(passwords, "far"));
  CHECK_FALSE(Has(passwords, "away"));
  passwords.Worked(1);
  CHECK(passwords.list().front() == "two");
  for (int i = 0; i < 100; ++i)
    passwords.NoteText("password " + std::to_string(1000 + i) + " " +
                       std::to_string(2000 + i) + " " +
                       std::to_string(3000 + i));
  CHECK(passwords.list().size() == 2 + kMaxPasswordWords);
}

TEST_CASE("attempts are bounded") {
  Passwords passwords;
  int tries = 0;
  while (passwords.TakeTry()) ++tries;
  CHECK(tries == kMaxPasswordTries);
  CHECK(passwords.TakeBytes(kMaxPasswordBytes));
  CHECK_FALSE(passwords.TakeBytes(1));
}

}  // namespace sallyport
