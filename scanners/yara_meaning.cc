#include "scanners/yara_meaning.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sallyport {

namespace {

constexpr std::array<std::string_view, kYaraSets.size()> kSetNames = {
    "virus", "spam", "exceptions"};
constexpr double kMostScore = 1000;
constexpr size_t kMostNameBytes = 200;

/// What a line of the protocol and of a log can carry unchanged.
bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= kMostNameBytes &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
         });
}

/// The one value of `name`; an error if it stands there twice, or is no text.
Result<std::optional<std::string>> Only(const std::vector<YaraMeta>& metas,
                                        std::string_view name) {
  std::optional<std::string> value;
  for (const YaraMeta& meta : metas) {
    if (meta.name != name) continue;
    if (value) return FormatError("meta", std::string(name) + " twice");
    if (!meta.text)
      return FormatError("meta", std::string(name) + " is true or false");
    value = meta.text;
  }
  return value;
}

Status ReadName(const std::vector<YaraMeta>& metas, YaraMeaning* meaning) {
  const Result<std::optional<std::string>> name = Only(metas, "name");
  if (!name.ok()) return name.error();
  if (!name.value()) return {};
  if (!IsName(*name.value()))
    return FormatError("meta", "name is empty, over 200 bytes or has control "
                               "characters");
  meaning->name = *name.value();
  return {};
}

Status ReadScore(const std::vector<YaraMeta>& metas, YaraMeaning* meaning) {
  const Result<std::optional<std::string>> score = Only(metas, "score");
  if (!score.ok()) return score.error();
  if (!score.value())
    return FormatError("meta", "score is missing; allowed: score = 3, or "
                               "score = \"2.5\"");
  const std::string& text = *score.value();
  const char* const last = text.data() + text.size();
  const auto [end, err] = std::from_chars(text.data(), last, meaning->score);
  if (err != std::errc() || end != last || !std::isfinite(meaning->score) ||
      std::fabs(meaning->score) > kMostScore)
    return FormatError("meta", "score is \"" + text +
                                   "\"; allowed: a number from -1000 to 1000");
  return {};
}

Status ReadExcept(const std::vector<YaraMeta>& metas, YaraMeaning* meaning) {
  for (const YaraMeta& meta : metas) {
    if (meta.name != "except") continue;
    if (!meta.text || !IsName(*meta.text))
      return FormatError("meta", "except is no name of a finding");
    meaning->except.push_back(*meta.text);
  }
  if (meaning->except.empty())
    return FormatError("meta", "except is missing; allowed: except = \"exact "
                               "name of a finding\", once or more");
  return {};
}

}  // namespace

std::string_view Name(YaraSet set) {
  return kSetNames[static_cast<size_t>(set)];
}

std::optional<YaraSet> ParseYaraSet(std::string_view name) {
  for (const YaraSet set : kYaraSets)
    if (Name(set) == name) return set;
  return std::nullopt;
}

Result<YaraMeaning> MeaningOfRule(std::string_view set,
                                  std::string_view identifier,
                                  const std::vector<YaraMeta>& metas) {
  const std::optional<YaraSet> known = ParseYaraSet(set);
  if (!known) return FormatError("set", std::string(set) + " is not known");
  YaraMeaning meaning;
  meaning.set = *known;
  meaning.name = identifier;
  Status read = *known == YaraSet::kExceptions ? ReadExcept(metas, &meaning)
                                               : ReadName(metas, &meaning);
  if (read.ok() && *known == YaraSet::kSpam) read = ReadScore(metas, &meaning);
  if (!read.ok()) return read.error();
  return meaning;
}

}  // namespace sallyport
