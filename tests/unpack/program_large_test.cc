// Members of archives that are longer than what is held of mere text: what
// holds files is opened all the same, or flagged.

#include <doctest/doctest.h>

#include "tests/unpack/compress.h"
#include "tests/unpack/program_run.h"
#include "tests/unpack/zip_builder.h"

namespace sallyport {

namespace {

constexpr size_t kLong = 17 * 1024 * 1024;

RecordLog Open(const std::string& name, const std::string& bytes,
               Setting setting = {}) {
  setting.ratio = "2000";
  return Unpack(Attachment("a.zip", BuildZip({MakeMember(name, bytes, 8,
                                                         Deflate(bytes))})),
                setting)
      .log;
}

std::string LongPdf() {
  return "%PDF-1.4\n%" + std::string(kLong, ' ') +
         "\n1 0 obj<</F(evil.exe)/EF<</F 2 0 R>>>>endobj\n"
         "2 0 obj<</Length 9>>stream\nMZ secret\nendstream endobj\n";
}

}  // namespace

TEST_CASE("a long document in a zip is opened") {
  CHECK(Open("a.pdf", LongPdf()).Named("evil.exe").bytes == "MZ secret");
  const std::string rtf = "{\\rtf1 " + std::string(kLong, ' ') +
                          "{\\object{\\*\\objdata 4d5a20736563726574}}}";
  const RecordLog log = Open("a.rtf", rtf);
  REQUIRE(log.parts.size() == 3);
  CHECK(log.parts.at(3).bytes == "MZ secret");
}

#ifndef SALLYPORT_SANITIZED  // takes minutes there
TEST_CASE("a long message in a zip is opened") {
  std::string message = "From: a@b\nSubject: x\nX: ";
  while (message.size() < kLong) message += std::string(70, 'a') + "\n ";
  message +=
      "\nMIME-Version: 1.0\nContent-Type: application/octet-stream; "
      "name=evil.exe\n\nMZ secret";
  CHECK(Open("a.eml", message).Named("evil.exe").bytes == "MZ secret");
}
#endif

TEST_CASE("a long document for which there is no memory is over the limit") {
  Setting setting;
  setting.part_bytes = "4000000";
  CHECK(Open("a.pdf", LongPdf(), setting).Named("a.pdf").Has("limit"));
}

TEST_CASE("a long manifest that was not read is over the limit") {
  const std::string name = "META-INF/manifest.xml";
  const std::string manifest = "<?xml version=\"1.0\"?>" +
                               std::string(kLong, ' ') +
                               "<manifest:encryption-data/>";
  CHECK(Open(name, manifest).Named(name).Has("limit"));
}

TEST_CASE("long text in a zip is no trouble") {
  std::string text;
  while (text.size() < kLong) text += "one, two, three\n";
  const RecordLog log = Open("a.csv", text);
  REQUIRE(log.parts.size() == 2);
  CHECK(log.parts.at(2).flags.empty());
}

}  // namespace sallyport
