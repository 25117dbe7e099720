#include "admin/rules_toml.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "admin/config_value.h"
#include "admin/toml_tree.h"
#include "base/byte_count.h"

namespace sallyport {

namespace {

constexpr size_t kLineBytes = 76;

/// `key = [...]`, broken where the line would be long.
std::string ListLine(const std::string& key,
                     const std::vector<std::string>& items) {
  if (items.empty()) return "";
  std::string line = key + " = [";
  std::string whole = line;
  std::string broken = line + "\n ";
  size_t column = 1;
  for (const std::string& item : items) {
    const std::string text = TomlString(item);
    whole += (&item == &items.front() ? "" : ", ") + text;
    if (column > 1 && column + text.size() + 2 > kLineBytes) {
      broken += "\n ";
      column = 1;
    }
    broken += " " + text + ",";
    column += text.size() + 2;
  }
  if (whole.size() < kLineBytes) return whole + "]\n";
  return broken + "\n]\n";
}

std::string SizeLine(const std::string& key,
                     const std::optional<uint64_t>& size) {
  if (!size) return "";
  const std::string text = BytesText(static_cast<int64_t>(*size));
  const bool unit = text.back() < '0' || text.back() > '9';
  return key + " = " + (unit ? TomlString(text) : text) + "\n";
}

/// A key of TOML: bare where it may be.
std::string KeyText(const std::string& key) {
  const bool bare =
      !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c >= '0' && c <= '9') || c == '-' || c == '_';
      });
  return bare ? key : TomlString(key);
}

/// All regexes of one header field stand under one key.
std::string HeaderLines(const PolicyRule& rule) {
  std::string text;
  std::vector<std::string> done;
  for (const HeaderCondition& header : rule.headers) {
    if (std::find(done.begin(), done.end(), header.name) != done.end())
      continue;
    done.push_back(header.name);
    std::vector<std::string> regexes;
    for (const HeaderCondition& other : rule.headers)
      if (other.name == header.name) regexes.push_back(other.regex);
    const std::string key = "header." + KeyText(header.name);
    text += regexes.size() == 1
                ? key + " = " + TomlString(regexes.front()) + "\n"
                : ListLine(key, regexes);
  }
  return text;
}

}  // namespace

std::string FormatRule(const PolicyRule& rule) {
  std::string text = "[[rule]]\n";
  text += "name = " + TomlString(rule.name) + "\n";
  text += "category = " + TomlString(Name(rule.cause)) + "\n";
  text += ListLine("names", rule.globs);
  text += ListLine("regex", rule.regexes);
  text += ListLine("types", rule.types);
  text += ListLine("declared", rule.declared);
  text += ListLine("sha256", rule.sha256);
  if (rule.encrypted) text += "encrypted = true\n";
  text += SizeLine("part_least", rule.part_least);
  text += SizeLine("part_most", rule.part_most);
  text += HeaderLines(rule);
  text += SizeLine("message_least", rule.message_least);
  text += SizeLine("message_most", rule.message_most);
  text += ListLine("sender", rule.senders);
  text += ListLine("recipient", rule.recipients);
  text += ListLine("client", rule.clients);
  text += ListLine("except.sender", rule.except.senders);
  text += ListLine("except.recipient", rule.except.recipients);
  text += ListLine("except.client", rule.except.clients);
  text += ListLine("except.names", rule.except.globs);
  text += ListLine("except.sha256", rule.except.sha256);
  return text;
}

}  // namespace sallyport
