#include "scanners/spamd_reply.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "mail/address.h"
#include "scanners/reply_text.h"

namespace sallyport {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

template <typename Number>
std::optional<Number> ParseWhole(std::string_view text) {
  Number number{};
  const char* const last = text.data() + text.size();
  const auto [end, err] = std::from_chars(text.data(), last, number);
  if (err != std::errc() || end != last) return std::nullopt;
  return number;
}

/// "True ; 15.2 / 5.0"
bool ParseSpam(std::string_view value, SpamdReply* reply) {
  const std::string_view flag = Trimmed(Until(";", &value), kBlanks);
  const std::string_view score = Trimmed(Until("/", &value), kBlanks);
  const std::optional<double> points = ParseWhole<double>(score);
  const std::optional<double> threshold =
      ParseWhole<double>(Trimmed(value, kBlanks));
  if ((flag != "True" && flag != "False") || !points || !threshold ||
      !std::isfinite(*points) || !std::isfinite(*threshold))
    return false;
  reply->spam = flag == "True";
  reply->score = *points;
  reply->threshold = *threshold;
  return true;
}

/// "SPAMD/1.1 0 EX_OK"
bool IsGood(std::string_view line) {
  const std::string_view version = Until(" ", &line);
  return version.starts_with("SPAMD/") && line == "0 EX_OK";
}

}  // namespace

Result<SpamdReply> ParseSpamdReply(std::string_view text) {
  const auto wrong = [whole = text](const char* what) {
    return FormatError(std::string("spamd's answer ") + what,
                       std::string(whole.substr(0, 200)));
  };
  const size_t head_end = text.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return wrong("is cut");
  const std::string_view body = text.substr(head_end + 4);
  std::string_view head = text.substr(0, head_end);
  if (!IsGood(Until("\r\n", &head))) return wrong("is an error");
  SpamdReply reply;
  bool spam = false;
  std::optional<size_t> length;
  while (!head.empty()) {
    std::string_view value = Until("\r\n", &head);
    const std::string name = LowerCase(Until(":", &value));
    if (name == "spam") spam = ParseSpam(value, &reply);
    if (name == "content-length")
      length = ParseWhole<size_t>(Trimmed(value, kBlanks));
  }
  if (!spam) return wrong("has no score");
  if (!length || *length != body.size()) return wrong("is cut");
  reply.symbols = Trimmed(body, kBlanks);
  return reply;
}

}  // namespace sallyport
