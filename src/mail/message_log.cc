#include "mail/message_log.h"

#include "base/escape.h"

namespace sallyport {

namespace {

/// Lists of recipients or names are cut here: a line stays one write(2).
constexpr size_t kMaxListed = 100;

std::string Join(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (!line.empty()) line += '\t';
    line += field;
  }
  return line;
}

std::string PartField(int part) {
  return part < 0 ? "-" : std::to_string(part);
}

std::string ShortList(const std::vector<std::string>& items) {
  if (items.size() <= kMaxListed) return EscapeList(items);
  std::vector<std::string> front(items.begin(), items.begin() + kMaxListed);
  front.push_back("... " + std::to_string(items.size()) + " in all");
  return EscapeList(front);
}

}  // namespace

std::string FormatMessageLine(const MessageLine& line) {
  return Join({LogTime(line.time), EscapeField(line.id),
               std::to_string(line.qp), std::to_string(line.uid),
               EscapeField(line.relay), EscapeField(line.client),
               EscapeField(line.sender), std::to_string(line.recipients),
               std::to_string(line.bytes), std::to_string(line.parts),
               EscapeField(line.action), EscapeField(line.category),
               EscapeField(line.finding), PartField(line.part),
               EscapeField(line.lane), std::to_string(line.wait_ms),
               std::to_string(line.receive_ms),
               std::to_string(line.unpack_ms), std::to_string(line.scan_ms),
               std::to_string(line.total_ms), EscapeList(line.scanners)});
}

std::string FormatVirusLine(const VirusLine& line) {
  return Join({LogTime(line.time), EscapeField(line.id),
               std::to_string(line.qp), EscapeField(line.relay),
               EscapeField(line.sender), ShortList(line.recipients),
               EscapeField(line.subject), EscapeField(line.action),
               EscapeField(line.category), EscapeField(line.finding),
               PartField(line.part), ShortList(line.names),
               EscapeField(line.scanner), EscapeField(line.engine),
               EscapeField(line.folder), EscapeField(line.sha256)});
}

Result<std::map<std::string, std::string>> ParseLogLine(
    std::string_view columns, std::string_view line) {
  const std::vector<std::string_view> names = Split(columns, '\t');
  const std::vector<std::string_view> fields = Split(line, '\t');
  if (names.size() != fields.size())
    return FormatError("log line", "wrong number of fields");
  std::map<std::string, std::string> row;
  for (size_t i = 0; i < names.size(); ++i)
    row[std::string(names[i])] = fields[i];
  return row;
}

}  // namespace sallyport
