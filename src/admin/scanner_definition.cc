#include "admin/scanner_definition.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

namespace sallyport {

namespace {

constexpr std::string_view kSuffix = ".toml";

std::string DefinitionFile(const std::string& shipped,
                           const std::string& definition) {
  return shipped + "definitions/" + definition + std::string(kSuffix);
}

bool IsPlainName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::string KnownDefinitions(const std::string& shipped) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(shipped + "definitions", error)) {
    const std::string file = entry.path().filename().string();
    if (file.ends_with(kSuffix))
      names.push_back(file.substr(0, file.size() - kSuffix.size()));
  }
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "allowed: " : ", ") + name;
  return text.empty() ? "allowed: none, no definition is installed" : text;
}

/// A definition named by the table; else the one of the shipped program's or
/// the table's own name, if there is one.
std::string FindDefinition(const std::string& name, const TomlNode* own,
                           const std::string& shipped, Mistakes* mistakes) {
  const TomlNode* said = own != nullptr ? own->Find("definition") : nullptr;
  if (said != nullptr && said->kind == TomlNode::Kind::kText) {
    const std::string file = DefinitionFile(shipped, said->text);
    if (IsPlainName(said->text) && ::access(file.c_str(), R_OK) == 0)
      return file;
    mistakes->Error(said->place, "scanner." + name + ".definition",
                    Quoted(said->text) + " is not a definition",
                    KnownDefinitions(shipped));
    return "";
  }
  const TomlNode* program = own != nullptr ? own->Find("program") : nullptr;
  const std::string implied =
      program != nullptr && program->kind == TomlNode::Kind::kText
          ? program->text
          : name;
  const std::string file = DefinitionFile(shipped, implied);
  const bool there = IsPlainName(implied) && ::access(file.c_str(), R_OK) == 0;
  return there ? file : "";
}

/// True if the table runs another program than its definition means: what is
/// said of that one's ways is not said of this one.
bool RunsAnother(const ScannerTable& table, const TomlNode& definition) {
  const ScannerKey* own = table.Find("program");
  const TomlNode* meant = definition.Find("program");
  return own != nullptr && meant != nullptr && own->node.text != meant->text;
}

}  // namespace

const ScannerKey* ScannerTable::Find(std::string_view name) const {
  for (const ScannerKey& key : keys)
    if (key.node.key == name) return &key;
  return nullptr;
}

ScannerTable ReadScannerTable(const std::string& name, const TomlNode* own,
                              const std::string& shipped,
                              Mistakes* mistakes) {
  ScannerTable table;
  if (own != nullptr)
    for (const TomlNode& member : own->items)
      table.keys.push_back({member, true});
  const std::string file = FindDefinition(name, own, shipped, mistakes);
  if (file.empty()) return table;
  TomlNode definition;
  TomlMistake mistake;
  if (!ReadToml(file, &definition, &mistake)) {
    mistakes->Error(mistake.place, "scanner." + name, mistake.text,
                    "allowed: TOML");
    return table;
  }
  for (const TomlNode& member : definition.items) {
    if (member.key == "definition")
      mistakes->Error(member.place, "definition",
                      "a definition names another one",
                      "allowed: keys of a [scanner.NAME] table");
    else if (table.Find(member.key) == nullptr &&
             !(member.key == "early" && RunsAnother(table, definition)))
      table.keys.push_back({member, false});
  }
  return table;
}

}  // namespace sallyport
