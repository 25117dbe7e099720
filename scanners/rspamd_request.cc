#include "scanners/rspamd_request.h"

#include <algorithm>

namespace sallyport {

namespace {

// rspamd takes a head of 80 kB. It is not told of recipients beyond these.
constexpr size_t kMostRecipientBytes = 64 * 1024;
constexpr size_t kMostFactBytes = 1200;

void Add(std::string_view name, std::string_view value, std::string* head) {
  if (value.empty()) return;
  *head += name;
  *head += ": ";
  for (const char c : value.substr(0, kMostFactBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    *head += byte < ' ' || byte == 0x7F ? '?' : c;
  }
  *head += "\r\n";
}

/// Letters of a user part that need no quotes (RFC 5321, and any of UTF-8).
bool IsPlainLetter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte != 0x7F &&
         std::string_view("()<>[]:;@\\,\"").find(c) == std::string_view::npos;
}

void AddRecipients(const std::vector<std::string>& recipients,
                   std::string* head) {
  const size_t before = head->size();
  for (const std::string& recipient : recipients) {
    const size_t last = head->size();
    Add("Rcpt", RspamdAddress(recipient), head);
    if (head->size() - before <= kMostRecipientBytes) continue;
    head->resize(last);
    return;
  }
}

}  // namespace

std::string RspamdAddress(std::string_view address) {
  const size_t at = address.rfind('@');
  const std::string_view user = address.substr(0, at);
  const std::string_view rest =
      at == std::string_view::npos ? "" : address.substr(at);
  if (std::all_of(user.begin(), user.end(), IsPlainLetter))
    return "<" + std::string(address) + ">";
  std::string quoted = "<\"";
  for (const char c : user) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"" + std::string(rest) + ">";
}

std::string RspamdRequestHead(const RspamdFacts& facts, uint64_t bytes) {
  std::string head =
      "POST /checkv2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  Add("Content-Length", std::to_string(bytes), &head);
  Add("Queue-Id", facts.id, &head);
  Add("From", RspamdAddress(facts.sender), &head);
  AddRecipients(facts.recipients, &head);
  Add("IP", facts.client, &head);
  Add("Hostname", facts.host, &head);
  Add("Helo", facts.helo, &head);
  Add("User", facts.user, &head);
  Add("Settings-ID", facts.settings_id, &head);
  Add("MTA-Name", facts.server, &head);
  return head + "\r\n";
}

}  // namespace sallyport
