#include "mail/message_id.h"

#include <algorithm>

#include "base/sha256.h"

namespace sallyport {

std::string MakeMessageId(WallTime time, pid_t pid,
                          std::string_view host_tag) {
  std::string id = IdTime(time) + "." + std::to_string(pid) + ".";
  id += host_tag;
  return id;
}

bool IsMessageId(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '.';
  };
  return !text.empty() && text.size() <= kMaxIdBytes && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), fits);
}

std::string HostTag(std::string_view hostname) {
  return Hex(Sha256Of(hostname)).substr(0, 6);
}

}  // namespace sallyport
