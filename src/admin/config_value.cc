#include "admin/config_value.h"

#include <limits.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/byte_count.h"
#include "base/escape.h"
#include "mail/config.h"
#include "mail/finding.h"

namespace sallyport {

namespace {

using Kind = TomlNode::Kind;
using enum KeyType;

constexpr size_t kMaxListItems = 1000000;
constexpr char kNoControls[] =
    "text without control characters (no newline, no NUL)";

std::string_view KindText(Kind kind) {
  switch (kind) {
    case Kind::kText:
      return "a string";
    case Kind::kInteger:
      return "an integer";
    case Kind::kReal:
      return "a number with a fraction";
    case Kind::kFlag:
      return "true or false";
    case Kind::kList:
      return "a list";
    case Kind::kTable:
      return "a table";
    case Kind::kTime:
      break;
  }
  return "a date or time";
}

/// What every piece of text must be.
std::string TextMistake(const ConfigKey& key, std::string_view text) {
  if (!FreeOfControls(text)) return "has a control character";
  switch (key.type) {
    case kPath:
    case kPathList:
      if (text.empty() || text[0] != '/')
        return Quoted(text) + " is not an absolute path";
      if (text.size() >= PATH_MAX / 2) return "the path is too long";
      return "";
    case kChoice:
    case kChoiceList: {
      const std::vector<std::string> choices = Words(key.choices);
      if (std::find(choices.begin(), choices.end(), text) == choices.end())
        return Quoted(text) + " is not known here";
      return "";
    }
    case kAction:
      return ParseAction(text) ? "" : Quoted(text) + " is not an action";
    case kUser:
    case kUserList:
    case kGroupList:
      return text.empty() ? "an empty name" : "";
    case kTextList:
      return text.empty() ? "an empty item" : "";
    default:
      return "";
  }
}

std::optional<std::string> Wrong(const ConfigKey& key, const std::string& name,
                                 const TomlNode& node, std::string_view wrong,
                                 Mistakes* mistakes) {
  const std::string allowed =
      wrong == "has a control character" ? kNoControls : AllowedText(key);
  mistakes->Error(node.place, name, wrong, "allowed: " + allowed);
  return std::nullopt;
}

std::string WrongKind(const TomlNode& node) {
  return std::string(KindText(node.kind)) + " stands here";
}

std::optional<std::string> CompileNumber(const ConfigKey& key,
                                         const std::string& name,
                                         const TomlNode& node,
                                         Mistakes* mistakes) {
  std::optional<int64_t> number;
  if (node.kind == Kind::kInteger) {
    number = node.integer;
  } else if (key.type == kBytes && node.kind == Kind::kText) {
    number = ParseBytes(node.text);
    if (!number)
      return Wrong(key, name, node, Quoted(node.text) + " is not a size",
                   mistakes);
  }
  if (!number) return Wrong(key, name, node, WrongKind(node), mistakes);
  if (*number < key.least || *number > key.most)
    return Wrong(key, name, node,
                 std::to_string(*number) + " is out of range", mistakes);
  return std::to_string(*number);
}

std::optional<std::string> CompileScore(const ConfigKey& key,
                                        const std::string& name,
                                        const TomlNode& node,
                                        Mistakes* mistakes) {
  if (node.kind == Kind::kInteger)
    return ScoreText(static_cast<double>(node.integer));
  if (node.kind != Kind::kReal)
    return Wrong(key, name, node, WrongKind(node), mistakes);
  if (!std::isfinite(node.real))
    return Wrong(key, name, node, "is not a finite number", mistakes);
  return ScoreText(node.real);
}

/// The text of a scalar; users, groups and choices may be written as numbers.
std::optional<std::string> ScalarText(const ConfigKey& key,
                                      const TomlNode& node) {
  if (node.kind == Kind::kText) return node.text;
  const bool number = key.type == kUser || key.type == kUserList ||
                      key.type == kGroupList || key.type == kChoice;
  if (number && node.kind == Kind::kInteger)
    return std::to_string(node.integer);
  return std::nullopt;
}

std::optional<std::string> CompileText(const ConfigKey& key,
                                       const std::string& name,
                                       const TomlNode& node,
                                       Mistakes* mistakes) {
  const std::optional<std::string> text = ScalarText(key, node);
  if (!text) return Wrong(key, name, node, WrongKind(node), mistakes);
  const std::string mistake = TextMistake(key, *text);
  if (!mistake.empty()) return Wrong(key, name, node, mistake, mistakes);
  return text;
}

std::optional<std::string> CompileList(const ConfigKey& key,
                                       const std::string& name,
                                       const TomlNode& node,
                                       Mistakes* mistakes) {
  std::vector<std::string> items;
  const std::vector<TomlNode> one = {node};
  if (node.kind == Kind::kTable || node.items.size() > kMaxListItems)
    return Wrong(key, name, node, WrongKind(node), mistakes);
  bool good = true;
  for (const TomlNode& item : node.kind == Kind::kList ? node.items : one) {
    const std::optional<std::string> text =
        CompileText(key, name, item, mistakes);
    good = good && text;
    if (text) items.push_back(*text);
  }
  if (!good) return std::nullopt;
  return FormatConfigList(items);
}

std::string ChoicesText(const ConfigKey& key) {
  std::string text;
  for (const std::string& word : Words(key.choices))
    text += (text.empty() ? "\"" : ", \"") + word + "\"";
  return text;
}

}  // namespace

std::optional<std::string> CompileValue(const ConfigKey& key,
                                        const std::string& name,
                                        const TomlNode& node,
                                        Mistakes* mistakes) {
  if (IsListType(key.type)) return CompileList(key, name, node, mistakes);
  switch (key.type) {
    case kNumber:
    case kBytes:
      return CompileNumber(key, name, node, mistakes);
    case kScore:
      return CompileScore(key, name, node, mistakes);
    case kFlag:
      if (node.kind == Kind::kFlag) return node.flag ? "1" : "0";
      return Wrong(key, name, node, WrongKind(node), mistakes);
    default:
      return CompileText(key, name, node, mistakes);
  }
}

std::string CompileDefault(const ConfigKey& key) {
  const std::string text(key.default_value);
  if (key.type == kBytes)
    return std::to_string(ParseBytes(text).value_or(key.least));
  if (key.type == kFlag) return text == "true" ? "1" : "0";
  if (!IsListType(key.type) || text.empty()) return text;
  std::vector<std::string> items;
  for (const std::string_view item : Split(text, ',')) items.emplace_back(item);
  return FormatConfigList(items);
}

std::string AllowedText(const ConfigKey& key) {
  const auto range = [&key](auto text) {
    return "from " + text(key.least) + " to " + text(key.most);
  };
  switch (key.type) {
    case kText:
      return "a string";
    case kPath:
      return "an absolute path";
    case kNumber:
      return "an integer " +
             range([](int64_t n) { return std::to_string(n); });
    case kBytes:
      return "bytes, as an integer or like \"10k\", \"10M\", \"10G\", " +
             range(BytesText);
    case kScore:
      return "a number";
    case kFlag:
      return "true or false";
    case kChoice:
      return "one of " + ChoicesText(key);
    case kAction:
      return "one of \"deliver\", \"tag\", \"hold\", \"reject\", "
             "\"hold+reject\", \"defer\"";
    case kUser:
      return "the name or number of a user";
    case kUserList:
      return "a list of names or numbers of users";
    case kGroupList:
      return "a list of names or numbers of groups";
    case kTextList:
      return "a list of strings";
    case kPathList:
      return "a list of absolute paths";
    case kChoiceList:
      break;
  }
  return "a list of " + ChoicesText(key);
}

bool IsListType(KeyType type) {
  return type == kUserList || type == kGroupList || type == kTextList ||
         type == kPathList || type == kChoiceList;
}

std::string ScoreText(double score) {
  std::array<char, 512> text;
  const auto [end, err] =
      std::to_chars(text.data(), text.data() + text.size(), score,
                    std::chars_format::fixed);
  return err == std::errc() ? std::string(text.data(), end) : "0";
}

std::optional<std::vector<std::string>> ReadTextList(
    const std::string& name, const TomlNode& node, Mistakes* mistakes) {
  static constexpr ConfigKey kRow = {"", "", kTextList, "", 0, 0, "", ""};
  const std::optional<std::string> list =
      CompileList(kRow, name, node, mistakes);
  if (!list) return std::nullopt;
  return ParseConfigList(*list);
}

bool FreeOfControls(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

std::vector<std::string> Words(std::string_view blank_separated) {
  std::vector<std::string> words;
  for (const std::string_view word : Split(blank_separated, ' '))
    if (!word.empty()) words.emplace_back(word);
  return words;
}

}  // namespace sallyport
