// Lines of the two logs: as many fields as columns, each under its name,
// whatever a sender wrote.

#include "mail/message_log.h"

#include <doctest/doctest.h>

#include "base/escape.h"

namespace sallyport {

namespace {

constexpr WallTime kMoment{1795255200123456};
const std::string kHostile = "a\tb\n\x1b[2J,\xE2\x80\xAE-";

using Row = std::map<std::string, std::string>;

Row Parse(std::string_view columns, const std::string& line) {
  CHECK(line.find('\n') == std::string::npos);
  Result<Row> row = ParseLogLine(columns, line);
  REQUIRE(row.ok());
  for (const auto& field : row.value()) {
    INFO(field.first);
    CHECK_FALSE(field.second.empty());
  }
  return row.value();
}

std::string Raw(const Row& row, const std::string& column) {
  return UnescapeField(row.at(column)).value();
}

}  // namespace

TEST_CASE("an empty line of either log has all its fields") {
  const Row message = Parse(kMessagesColumns, FormatMessageLine({}));
  CHECK(message.size() == 21);
  CHECK(message.at("part") == "-");
  CHECK(message.at("sender") == "-");
  CHECK(message.at("scanners") == "-");
  const Row virus = Parse(kVirusesColumns, FormatVirusLine({}));
  CHECK(virus.size() == 16);
  CHECK(virus.at("recipients") == "-");
}

TEST_CASE("every field of messages.log stands under its name") {
  MessageLine line;
  line.time = kMoment;
  line.id = "id";
  line.qp = 2;
  line.uid = 3;
  line.relay = "relay";
  line.client = "network";
  line.sender = kHostile;
  line.recipients = 4;
  line.bytes = 5;
  line.parts = 6;
  line.action = "hold";
  line.category = "virus";
  line.finding = "finding";
  line.part = 7;
  line.lane = "main";
  line.wait_ms = 8;
  line.receive_ms = 9;
  line.unpack_ms = 10;
  line.scan_ms = 11;
  line.total_ms = 12;
  line.scanners = {"policy:clean:1:p", "clamd:found:2:ClamAV 1,2"};
  const Row row = Parse(kMessagesColumns, FormatMessageLine(line));
  CHECK(row.at("time") == "2026-11-21T10:00:00.123Z");
  const Row wanted = {{"id", "id"},           {"qp", "2"},
                      {"uid", "3"},           {"relay", "relay"},
                      {"client", "network"},  {"rcpts", "4"},
                      {"bytes", "5"},         {"parts", "6"},
                      {"action", "hold"},     {"category", "virus"},
                      {"finding", "finding"}, {"part", "7"},
                      {"lane", "main"},       {"wait_ms", "8"},
                      {"receive_ms", "9"},    {"unpack_ms", "10"},
                      {"scan_ms", "11"},      {"total_ms", "12"}};
  for (const auto& [name, value] : wanted) CHECK(row.at(name) == value);
  CHECK(Raw(row, "sender") == kHostile);
  CHECK(UnescapeList(row.at("scanners")).value() == line.scanners);
}

TEST_CASE("every field of viruses.log stands under its name") {
  VirusLine line;
  line.time = kMoment;
  line.id = "id";
  line.qp = 2;
  line.relay = "relay";
  line.sender = "sender";
  line.recipients = {kHostile, "b"};
  line.subject = kHostile;
  line.action = "hold";
  line.category = "virus";
  line.finding = kHostile;
  line.part = 0;
  line.names = {"n,1", kHostile};
  line.scanner = "scanner";
  line.engine = "engine";
  line.folder = ".virus";
  line.sha256 = "digest";
  const Row row = Parse(kVirusesColumns, FormatVirusLine(line));
  const Row wanted = {{"id", "id"},         {"qp", "2"},
                      {"relay", "relay"},   {"sender", "sender"},
                      {"action", "hold"},   {"category", "virus"},
                      {"part", "0"},        {"scanner", "scanner"},
                      {"engine", "engine"}, {"folder", ".virus"},
                      {"sha256", "digest"}};
  for (const auto& [name, value] : wanted) CHECK(row.at(name) == value);
  CHECK(Raw(row, "subject") == kHostile);
  CHECK(Raw(row, "finding") == kHostile);
  CHECK(UnescapeList(row.at("recipients")).value() == line.recipients);
  CHECK(UnescapeList(row.at("names")).value() == line.names);
}

TEST_CASE("a long list is cut, and says how long it was") {
  VirusLine line;
  line.recipients.assign(100, "x");
  CHECK(UnescapeList(
            Parse(kVirusesColumns, FormatVirusLine(line)).at("recipients"))
            .value()
            .size() == 100);
  line.recipients.assign(100000, "x");
  const std::vector<std::string> cut =
      UnescapeList(
          Parse(kVirusesColumns, FormatVirusLine(line)).at("recipients"))
          .value();
  REQUIRE(cut.size() == 101);
  CHECK(cut.back() == "... 100000 in all");
}

TEST_CASE("a line with another number of fields is an error") {
  CHECK_FALSE(ParseLogLine("a\tb", "1").ok());
  CHECK_FALSE(ParseLogLine("a\tb", "1\t2\t3").ok());
  CHECK_FALSE(ParseLogLine("a\tb", "").ok());
}

}  // namespace sallyport
