#include "mail/facts.h"

#include <charconv>

#include "base/escape.h"

namespace sallyport {

namespace {

std::string FormatArchive(const OutsideArchive& archive) {
  return std::to_string(archive.depth) + " " +
         std::to_string(archive.parts) + " " +
         std::to_string(archive.bytes);
}

std::optional<OutsideArchive> ParseArchive(std::string_view text) {
  const std::vector<std::string_view> words = Split(text, ' ');
  OutsideArchive archive;
  const auto number = [](std::string_view word, auto* into) {
    const char* end = word.data() + word.size();
    const auto read = std::from_chars(word.data(), end, *into);
    return read.ec == std::errc() && read.ptr == end && *into >= 0;
  };
  if (words.size() != 3 || !number(words[0], &archive.depth) ||
      !number(words[1], &archive.parts) ||
      !number(words[2], &archive.bytes))
    return std::nullopt;
  return archive;
}

}  // namespace

std::string EncodeFacts(const Facts& facts) {
  std::string bytes;
  const auto add = [&bytes](char letter, const std::string& value) {
    bytes += letter;
    bytes += value;
    bytes += '\0';
  };
  add('I', facts.id);
  add('S', facts.sender);
  add('A', facts.relay);
  add('K', facts.client_class);
  for (const std::string& recipient : facts.recipients) add('R', recipient);
  if (facts.archive) add('C', FormatArchive(*facts.archive));
  return bytes;
}

Result<Facts> DecodeFacts(std::string_view bytes) {
  Facts facts;
  bool have_id = false;
  while (!bytes.empty()) {
    const size_t end = bytes.find('\0');
    if (end == std::string_view::npos || end == 0)
      return FormatError("facts", "cut field");
    const std::string value(bytes.substr(1, end - 1));
    switch (bytes[0]) {
      case 'I':
        facts.id = value;
        have_id = true;
        break;
      case 'S':
        facts.sender = value;
        break;
      case 'A':
        facts.relay = value;
        break;
      case 'K':
        facts.client_class = value;
        break;
      case 'C':
        facts.archive = ParseArchive(value);
        if (!facts.archive) return FormatError("facts", "malformed archive");
        break;
      case 'R':
        facts.recipients.push_back(value);
        break;
      default:
        return FormatError("facts", "unknown letter");
    }
    bytes.remove_prefix(end + 1);
  }
  if (!have_id) return FormatError("facts", "no id");
  return facts;
}

}  // namespace sallyport
