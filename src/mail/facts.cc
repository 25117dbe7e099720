#include "mail/facts.h"

namespace sallyport {

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
