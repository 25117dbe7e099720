#include "unpack/here_document.h"

#include <algorithm>
#include <array>

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kBlanks = " \t";
constexpr size_t kMaxPrefix = 64;

constexpr std::array kCommands = {"sed"sv,    "cat"sv,      "uudecode"sv,
                                  "base64"sv, "/bin/sed"sv, "/bin/cat"sv,
                                  "$SED"sv};

std::string_view SkipBlanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

/// A word of the shell, without its quotes; `text` goes on behind it.
std::string TakeWord(std::string_view* text) {
  *text = SkipBlanks(*text);
  std::string word;
  char quote = '\0';
  size_t at = 0;
  for (; at < text->size(); ++at) {
    const char c = (*text)[at];
    if (quote != '\0') {
      if (c == quote)
        quote = '\0';
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '\\' && at + 1 < text->size()) {
      word += (*text)[++at];
    } else if (" \t;|&<>()"sv.find(c) != std::string_view::npos) {
      break;
    } else {
      word += c;
    }
  }
  text->remove_prefix(at);
  return word;
}

/// The X of "s/^X//".
std::string PrefixOf(std::string_view command) {
  for (size_t at = command.find('s'); at != std::string_view::npos;
       at = command.find('s', at + 1)) {
    if (at + 3 >= command.size() || command[at + 2] != '^') continue;
    const char delimiter = command[at + 1];
    const std::string_view rest = command.substr(at + 3);
    const size_t end = rest.find(delimiter);
    if (end == std::string_view::npos || end > kMaxPrefix ||
        rest.substr(end + 1, 1) != std::string_view(&delimiter, 1))
      continue;
    std::string prefix(rest.substr(0, end));
    std::erase(prefix, '\\');
    return prefix;
  }
  return {};
}

/// The first file that the line's output goes to.
std::string TargetOf(std::string_view line) {
  for (size_t at = line.find('>'); at != std::string_view::npos;
       at = line.find('>')) {
    const bool descriptor =
        at > 0 && line[at - 1] >= '0' && line[at - 1] <= '9';
    line.remove_prefix(at + 1);
    if (line.starts_with('>')) line.remove_prefix(1);
    if (descriptor || line.starts_with('&')) continue;
    std::string name = TakeWord(&line);
    if (!name.empty() && name != "/dev/null") return name;
  }
  return {};
}

}  // namespace

std::optional<HereDocument> ReadHereDocument(std::string_view line) {
  const std::string_view command = SkipBlanks(line);
  // The commands' first characters: most indented lines are none.
  if (command.empty() || "scub/$"sv.find(command[0]) == std::string_view::npos)
    return std::nullopt;
  if (std::none_of(kCommands.begin(), kCommands.end(),
                   [command](std::string_view known) {
                     return command.starts_with(known) &&
                            kBlanks.find(command.substr(known.size(), 1)) !=
                                std::string_view::npos;
                   }))
    return std::nullopt;
  const size_t mark = command.find("<<");
  if (mark == std::string_view::npos) return std::nullopt;
  HereDocument document;
  std::string_view rest = command.substr(mark + 2);
  document.strips_tabs = rest.starts_with('-');
  if (document.strips_tabs) rest.remove_prefix(1);
  document.terminator = TakeWord(&rest);
  if (document.terminator.empty() || document.terminator[0] == '<')
    return std::nullopt;
  document.prefix = PrefixOf(command.substr(0, mark));
  document.name = TargetOf(command.substr(0, mark));
  if (document.name.empty()) document.name = TargetOf(rest);
  if (document.name.empty() && document.prefix.empty()) return std::nullopt;
  return document;
}

bool IsTerminator(std::string_view line, const HereDocument& document) {
  if (document.strips_tabs)
    line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
  return line == document.terminator;
}

void PrefixRecoder::Take(std::string_view in, std::string* out) {
  for (const char c : in) {
    if (!in_line_ && seen_ < prefix_.size()) {
      if (c == prefix_[seen_]) {
        ++seen_;
        continue;
      }
      *out += prefix_.substr(0, seen_);
    }
    *out += c;
    in_line_ = c != '\n';
    seen_ = 0;
  }
}

void PrefixRecoder::Finish(std::string* out) {
  if (!in_line_ && seen_ < prefix_.size()) *out += prefix_.substr(0, seen_);
}

}  // namespace sallyport
