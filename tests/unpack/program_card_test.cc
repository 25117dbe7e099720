// Attachments in calendars and photos in cards, as programs get them out.

#include <doctest/doctest.h>

#include <string>

#include "tests/unpack/packed_text.h"
#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

/// The line, folded as these formats are.
std::string Folded(const std::string& line, size_t bytes = 75) {
  std::string folded = line.substr(0, bytes);
  for (size_t at = bytes; at < line.size(); at += bytes - 1)
    folded += "\n " + line.substr(at, bytes - 1);
  return folded + "\n";
}

Run UnpackAs(const std::string& type, const std::string& body) {
  return Unpack("From: a@b\nContent-Type: " + type + "\n\n" + body);
}

std::string Card(const std::string& line) {
  return "BEGIN:VCARD\nVERSION:3.0\n" + line + "END:VCARD\n";
}

}  // namespace

TEST_CASE("an attachment in a calendar, folded anywhere") {
  const std::string bytes = AllBytes();
  for (size_t more = 0; more < 80; ++more) {
    CAPTURE(more);
    const std::string line =
        "ATTACH;FMTTYPE=application/x-foo;ENCODING=BASE64;VALUE=BINARY;X-A=" +
        std::string(more, 'a') + ";X-FILENAME=\"evil.exe\":" + OneLine(bytes);
    const Run run =
        UnpackAs("text/calendar", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" +
                                      Folded(line) +
                                      "END:VEVENT\nEND:VCALENDAR\n");
    CHECK(run.code == 0);
    CHECK(run.log.Named("evil.exe").bytes == bytes);
    CHECK(run.log.Named("evil.exe").begin.kind == "inline");
    CHECK(run.log.parts.size() == 2);
  }
}

TEST_CASE("a photo in a card of any version") {
  const std::string bytes = AllBytes();
  const std::string digits = OneLine(bytes);
  for (const std::string& line :
       {"PHOTO;ENCODING=b;TYPE=JPEG:" + digits, "PHOTO;BASE64:" + digits,
        "item1.PHOTO;X=\"a:b\";encoding=\"b\":" + digits,
        "PHOTO:data:image/jpeg;base64," + digits,
        "PHOTO:data:image/jpeg;base64\\," + digits})
    for (const std::string type : {"text/vcard", "application/octet-stream"}) {
      CAPTURE(line);
      const Run run = UnpackAs(type, Card(Folded(line)));
      CHECK(run.code == 0);
      REQUIRE(run.log.parts.size() == 2);
      CHECK(run.log.parts.at(2).bytes == bytes);
    }
  // Indented by two, and an empty line behind it.
  const Run run = UnpackAs(
      "text/x-vcard", Card("PHOTO;ENCODING=BASE64:" + digits.substr(0, 9) +
                           "\n  " + digits.substr(9) + "\n\n"));
  REQUIRE(run.log.parts.size() == 2);
  CHECK(run.log.parts.at(2).bytes == bytes);
}

TEST_CASE("cards that are cut, empty, or too many") {
  const std::string card =
      Card("PHOTO;ENCODING=b:QUJD\nKEY;ENCODING=\"b\nPHOTO:data:,\nNOTE\n");
  for (size_t size = 0; size < card.size(); ++size)
    CHECK(UnpackAs("text/vcard", card.substr(0, size)).code == 0);
  std::string many;
  for (int i = 0; i < 200000; ++i) many += "PHOTO;ENCODING=b:QUJD\n";
  Setting setting;
  setting.parts = "2000";
  const Deadline deadline = Deadline::InMs(20000);
  const Run run = Unpack("Content-Type: text/vcard\n\n" + Card(many), setting);
  CHECK(run.code == 0);
  CHECK(run.log.parts.size() == 1001);
  CHECK(run.log.parts.at(1).Has("limit"));
  const std::string fold(2000000, ':');
  CHECK(UnpackAs("text/vcard", Card("A;B\n " + fold)).code == 0);
  CHECK_FALSE(deadline.Passed());
}

}  // namespace sallyport
