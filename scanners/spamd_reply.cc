#include "scanners/spamd_reply.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "mail/address.h"

namespace sallyport {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// What stands in front of `end`, which is passed; all if there is none.
std::string_view Until(std::string_view end, std::string_view* text) {
  const size_t at = text->find(end);
  const std::string_view before = text->substr(0, at);
  text->remove_prefix(at == std::string_view::npos ? text->size()
                                                   : at + end.size());
  return before;
}

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
  const std::string_view flag = Trimmed(Until(";", &value));
  const std::string_view score = Trimmed(Until("/", &value));
  const std::optional<double> points = ParseWhole<double>(score);
  const std::optional<double> threshold = ParseWhole<double>(Trimmed(value));
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
    if (name == "content-length") length = ParseWhole<size_t>(Trimmed(value));
  }
  if (!spam) return wrong("has no score");
  if (!length || *length != body.size()) return wrong("is cut");
  reply.symbols = Trimmed(body);
  return reply;
}

}  // namespace sallyport
