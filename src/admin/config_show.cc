#include "admin/config_show.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "admin/config_value.h"
#include "admin/toml_tree.h"
#include "base/byte_count.h"
#include "mail/config.h"

namespace sallyport {

namespace {

std::string FromText(const ConfigEntry& entry) {
  switch (entry.origin) {
    case Origin::kDefault:
      return "default";
    case Origin::kFile:
    case Origin::kDefinition:
      return entry.place.file + ":" + std::to_string(entry.place.line);
    case Origin::kDerived:
      break;
  }
  return "derived";
}

std::string ListText(const std::string& value) {
  std::string text;
  for (const std::string& item :
       ParseConfigList(value).value_or(std::vector<std::string>()))
    text += (text.empty() ? "" : ", ") + TomlString(item);
  return "[" + text + "]";
}

std::string ValueText(const ConfigEntry& entry) {
  if (IsListType(entry.type)) return ListText(entry.value);
  switch (entry.type) {
    case KeyType::kNumber:
    case KeyType::kScore:
      return entry.value;
    case KeyType::kBytes: {
      const auto bytes = ParseBytes(entry.value);
      return bytes ? TomlString(BytesText(*bytes)) : entry.value;
    }
    case KeyType::kFlag:
      return entry.value == "1" ? "true" : "false";
    default:
      return TomlString(entry.value);
  }
}

nlohmann::ordered_json ValueJson(const ConfigEntry& entry) {
  if (IsListType(entry.type))
    return ParseConfigList(entry.value).value_or(std::vector<std::string>());
  if (entry.type == KeyType::kFlag) return entry.value == "1";
  const char* const end = entry.value.data() + entry.value.size();
  if (entry.type == KeyType::kNumber || entry.type == KeyType::kBytes) {
    int64_t number = 0;
    std::from_chars(entry.value.data(), end, number);
    return number;
  }
  if (entry.type == KeyType::kScore) {
    double score = 0;
    std::from_chars(entry.value.data(), end, score);
    return score;
  }
  return entry.value;
}

}  // namespace

std::string ShowConfig(const CompiledConfig& config) {
  std::string text;
  for (const auto& [key, entry] : config.entries)
    text += key + " = " + ValueText(entry) + "  # " + FromText(entry) + "\n";
  return text;
}

std::string ShowConfigAsJson(const CompiledConfig& config) {
  auto object = nlohmann::ordered_json::object();
  for (const auto& [key, entry] : config.entries)
    object[key] = {{"value", ValueJson(entry)}, {"from", FromText(entry)}};
  return object.dump(2, ' ', false,
                     nlohmann::ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace sallyport
