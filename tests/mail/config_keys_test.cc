// The table of the configuration: every default is of its own type and range.

#include "mail/config_keys.h"

#include <doctest/doctest.h>

#include <charconv>
#include <optional>
#include <set>
#include <string>

#include "base/byte_count.h"
#include "base/escape.h"
#include "mail/finding.h"

namespace sallyport {

namespace {

std::optional<int64_t> ParseNumber(std::string_view text) {
  int64_t number = 0;
  const auto [end, err] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (err != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

bool IsChoice(std::string_view value, std::string_view choices) {
  for (const std::string_view choice : Split(choices, ' '))
    if (choice == value) return true;
  return false;
}

bool InRange(std::optional<int64_t> number, const ConfigKey& key) {
  return number && *number >= key.least && *number <= key.most;
}

/// No default at all is right for what stands for "not set".
bool DefaultFits(const ConfigKey& key) {
  const std::string_view value = key.default_value;
  switch (key.type) {
    case KeyType::kNumber:
      return InRange(ParseNumber(value), key);
    case KeyType::kBytes:
      return InRange(ParseBytes(value), key);
    case KeyType::kScore:
      return ParseNumber(value).has_value();
    case KeyType::kFlag:
      return value == "true" || value == "false";
    case KeyType::kChoice:
      return value.empty() || IsChoice(value, key.choices);
    case KeyType::kAction:
      return ParseAction(value).has_value();
    case KeyType::kPath:
      return value.empty() || value.front() == '/';
    case KeyType::kUser:
      return !value.empty();
    case KeyType::kPathList:
    case KeyType::kChoiceList:
      return value.empty();
    case KeyType::kText:
    case KeyType::kUserList:
    case KeyType::kGroupList:
    case KeyType::kTextList:
      return value.find('\n') == std::string_view::npos;
  }
  return false;
}

}  // namespace

TEST_CASE("every default is of its own type and range") {
  for (const ConfigKey& key : ConfigKeys()) {
    INFO(std::string(key.section), ".", std::string(key.name));
    CHECK(DefaultFits(key));
    CHECK(key.least <= key.most);
  }
}

TEST_CASE("every key has a name of its own and a help text") {
  std::set<std::string> names;
  for (const ConfigKey& key : ConfigKeys()) {
    const std::string name =
        std::string(key.section) + "." + std::string(key.name);
    INFO(name);
    CHECK(names.insert(name).second);
    CHECK_FALSE(key.name.empty());
    CHECK(key.help.size() > 5);
    CHECK(key.help.back() == '.');
    CHECK(key.help.find("  ") == std::string_view::npos);
  }
}

TEST_CASE("choices are there where a choice is to be made") {
  for (const ConfigKey& key : ConfigKeys()) {
    INFO(std::string(key.name));
    const bool wanted =
        key.type == KeyType::kChoice || key.type == KeyType::kChoiceList;
    CHECK(key.choices.empty() != wanted);
  }
}

TEST_CASE("every cause has an action, and spam its scores") {
  for (size_t i = 0; i < kCauses; ++i)
    CHECK(FindConfigKey("action", Name(static_cast<Cause>(i))) != nullptr);
  for (const char* name : {"tag", "hold", "reject"})
    CHECK(FindConfigKey("spam", name) != nullptr);
}

TEST_CASE("a key is found by section and name") {
  REQUIRE(FindConfigKey("", "spool") != nullptr);
  CHECK(FindConfigKey("", "spool")->type == KeyType::kPath);
  CHECK(FindConfigKey("scanner", "seconds") != nullptr);
  CHECK(FindConfigKey("", "seconds") == nullptr);
  CHECK(FindConfigKey("none", "spool") == nullptr);
  CHECK(FindConfigKey("", "") == nullptr);
}

}  // namespace sallyport
