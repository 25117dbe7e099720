// The lines of logs and locks, fields of logs, times, and the mark in the
// name of a held file: what is written can be read, and says the same.

#include "mail/message_log.h"

#include "base/clock.h"
#include "base/escape.h"
#include "mail/message_id.h"
#include "mail/release_mark.h"
#include "state/slot.h"
#include "tests/fuzz/property.h"

namespace sallyport {

namespace {

void CheckField(std::string_view raw) {
  const std::string field = EscapeField(raw);
  fuzz::Require(!field.empty(), "a field is never empty");
  for (const char c : field)
    fuzz::Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F,
                  "no control byte in a field");
  const Result<std::string> again = UnescapeField(field);
  fuzz::Require(again.ok() && again.value() == raw, "a field reads back");
  // As it comes, it is a field or an error.
  const Result<std::string> read = UnescapeField(raw);
  if (read.ok())
    fuzz::Require(read.value().size() <= raw.size(), "a field does not grow");
}

void CheckList(const std::vector<std::string>& items) {
  const std::string field = EscapeList(items);
  const Result<std::vector<std::string>> again = UnescapeList(field);
  const bool says_nothing = items.size() == 1 && items[0].empty();
  fuzz::Require(again.ok(), "a list can be read");
  fuzz::Require(again.value() == items ||
                    (says_nothing && again.value().empty()),
                "a list reads back");
}

void CheckMessageLine(const std::vector<std::string>& texts) {
  MessageLine line;
  line.id = texts[0];
  line.sender = texts[1];
  line.finding = texts[2];
  line.scanners = texts;
  const Result<std::map<std::string, std::string>> row =
      ParseLogLine(kMessagesColumns, FormatMessageLine(line));
  fuzz::Require(row.ok(), "a line has its columns");
  const Result<std::string> sender = UnescapeField(row.value().at("sender"));
  fuzz::Require(sender.ok() && sender.value() == texts[1],
                "a column reads back");
}

void CheckHolder(std::string_view text) {
  const Result<SlotHolder> holder = ParseSlotHolder(text);
  if (!holder.ok()) return;
  const std::string written = FormatSlotHolder(holder.value());
  const Result<SlotHolder> again = ParseSlotHolder(written);
  fuzz::Require(again.ok() && FormatSlotHolder(again.value()) == written,
                "a holder reads back");
}

void CheckReleaseMark(std::string_view name) {
  const std::string marked = WithReleaseMark(name);
  fuzz::Require(HasReleaseMark(marked), "a mark is seen");
  fuzz::Require(WithReleaseMark(marked) == marked, "there is one mark");
  if (!HasReleaseMark(name))
    fuzz::Require(WithoutReleaseMark(marked) == name, "a mark goes away");
}

void CheckTime(std::string_view text) {
  const Result<WallTime> time = ParseLogTime(text);
  if (!time.ok()) return;
  const Result<WallTime> again = ParseLogTime(LogTime(time.value()));
  fuzz::Require(again.ok() && again.value().micros == time.value().micros,
                "a time reads back");
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const std::string_view input = fuzz::Text(bytes, size);
  CheckField(input);
  CheckHolder(input);
  CheckReleaseMark(input);
  CheckTime(input);
  if (IsMessageId(input))
    fuzz::Require(EscapeField(input) == input, "an id needs no escape");
  std::vector<std::string> items;
  for (std::string_view rest = input; !rest.empty();)
    items.emplace_back(fuzz::Take(&rest, '\0'));
  CheckList(items);
  items.resize(std::max<size_t>(items.size(), 3));
  CheckMessageLine(items);
  return 0;
}
