#include "admin/notify_automatic.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/escape.h"
#include "mail/address.h"

namespace sallyport {

namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// The front of a value up to a parameter, a comment or a blank.
std::string FirstWord(std::string_view value) {
  return LowerCase(value.substr(0, value.find_first_of(" \t\r;,(")));
}

/// Why a field with this value speaks of a program. A value that begins on
/// the next line is not known here, and counts.
std::string WhyField(const std::string& name, std::string_view value) {
  const std::string word = FirstWord(value);
  if (name == "auto-submitted" && word != "no") return name;
  if (name == "precedence" && (word == "bulk" || word == "list" ||
                               word == "junk" || word.empty()))
    return name;
  if (name.starts_with("list-") || name == "mailing-list" ||
      name == "x-autoreply" || name == "x-autorespond" ||
      name == "x-auto-response-suppress")
    return name;
  if (name == "return-path" && (value == "<>" || word.empty())) return name;
  if (name == "content-type" && word == "multipart/report") return name;
  return "";
}

std::string WhyLine(std::string_view line) {
  if (line.find('\0') != std::string_view::npos) return "a NUL in its header";
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return "";
  return WhyField(LowerCase(Trimmed(line.substr(0, colon))),
                  Trimmed(line.substr(colon + 1)));
}

bool AnyMatches(std::span<const std::string_view> patterns,
                std::string_view user) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [user](std::string_view pattern) {
                       return MatchesPattern(pattern, user);
                     });
}

}  // namespace

std::string WhyAutomatic(std::string_view front) {
  const bool whole = front.size() < kMaxHeaderLook;
  while (!front.empty()) {
    const size_t end = front.find('\n');
    const std::string_view line = front.substr(0, end);
    if (line.empty() || line == "\r") return "";
    // Some readers end a line at a bare CR, too.
    for (const std::string_view piece : Split(line, '\r')) {
      const std::string why = WhyLine(piece);
      if (!why.empty()) return why;
    }
    if (end == std::string_view::npos) break;
    front.remove_prefix(end + 1);
  }
  return whole ? "" : "a header without an end";
}

bool IsListAddress(std::string_view address) {
  constexpr std::array<std::string_view, 19> kUsers = {
      "mailer-daemon", "mailerdaemon",  "mail-daemon", "daemon",
      "nobody",        "noreply*",      "no-reply*",   "no_reply*",
      "donotreply*",   "do-not-reply*", "bounce*",     "*-bounces*",
      "owner-*",       "*-owner",       "*-request",   "*-return-*",
      "majordomo*",    "listserv*",     "mailman*"};
  const std::string_view user = address.substr(0, address.rfind('@'));
  // VERP and rewritten senders name another address in their own.
  return user.empty() || user.find('=') != std::string_view::npos ||
         AnyMatches(kUsers, user);
}

bool IsPersonsAddress(std::string_view address) {
  constexpr std::array<std::string_view, 5> kUsers = {
      "postmaster", "hostmaster", "webmaster", "abuse", "root"};
  return !IsListAddress(address) &&
         !AnyMatches(kUsers, address.substr(0, address.rfind('@')));
}

bool MatchesPattern(std::string_view pattern, std::string_view text) {
  size_t p = 0;
  size_t t = 0;
  size_t star = std::string_view::npos;
  size_t tried = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      tried = t;
    } else if (p < pattern.size() &&
               LowerCase(pattern[p]) == LowerCase(text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++tried;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace sallyport
