#include "admin/config_unpackers.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "admin/config_programs.h"
#include "admin/config_sections.h"
#include "admin/config_value.h"
#include "admin/scanner_paths.h"
#include "mail/config.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr std::string_view kSection = "unpacker";
constexpr size_t kMaxNameBytes = 20;
/// Where programs from elsewhere look up themselves, their user and the time.
constexpr std::array kLookedUp = {"/proc", "/etc/passwd", "/etc/nsswitch.conf",
                                  "/etc/localtime"};

bool IsUnpackerName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

/// One table, by the keys of the table of keys.
class UnpackerTable {
 public:
  UnpackerTable(const Compilation& compilation, const TomlNode& table)
      : compilation_(compilation),
        table_(table),
        said_("unpacker." + table.key + "."),
        compiled_("scanner." + std::string(kUnpackerFront) + table.key + ".") {}

  void Compile() {
    for (const TomlNode& member : table_.items)
      if (FindConfigKey(kSection, member.key) == nullptr)
        TellUnknown(member, said_ + member.key, KeysOf(kSection),
                    compilation_.mistakes);
    for (const ConfigKey& key : ConfigKeys())
      if (key.section == kSection) CompileKey(key);
    CompileProgram();
    if (compilation_.out->List(compiled_ + "types").empty())
      compilation_.mistakes->Error(table_.place, said_ + "types",
                                   "opens nothing",
                                   "allowed: types of parts, or \"*\"");
    compilation_.out->Derive(compiled_ + "processes", "any");
    compilation_.out->Derive(compiled_ + "early", "0");
    for (const char* none : {"env", "write", "sockets"})
      compilation_.out->Derive(compiled_ + none, "", KeyType::kTextList);
    AddLookedUp();
    CompileScannerPaths(compilation_,
                        std::string(kUnpackerFront) + table_.key);
  }

 private:
  void CompileKey(const ConfigKey& key) {
    ConfigEntry entry{CompileDefault(key), key.type, Origin::kDefault,
                      table_.place};
    if (const TomlNode* node = table_.Find(key.name)) {
      entry.origin = Origin::kFile;
      entry.place = node->place;
      const auto value =
          CompileValue(key, said_ + std::string(key.name), *node,
                       compilation_.mistakes);
      if (value) entry.value = *value;
    }
    compilation_.out->entries[compiled_ + std::string(key.name)] = entry;
  }

  void AddLookedUp() {
    const std::string key = compiled_ + "read";
    std::vector<std::string> read = compilation_.out->List(key);
    for (const char* path : kLookedUp)
      if (::access(path, F_OK) == 0) read.emplace_back(path);
    compilation_.out->entries[key].value = FormatConfigList(read);
  }

  void CompileProgram() {
    ConfigEntry& entry = compilation_.out->entries[compiled_ + "program"];
    if (entry.value.empty())
      entry.value = compilation_.out->Text("libexec") + "/" +
                    kUnpackersDirectory + "/" + table_.key;
    const std::string mistake = ProgramMistake(entry.value);
    if (!mistake.empty())
      compilation_.mistakes->Error(
          entry.place, said_ + "program", Quoted(entry.value) + " " + mistake,
          "allowed: a program that exists and may be executed");
  }

  const Compilation& compilation_;
  const TomlNode& table_;
  std::string said_;      // "unpacker.NAME."
  std::string compiled_;  // "scanner.unpacker-NAME."
};

}  // namespace

void CompileUnpackers(const Compilation& compilation) {
  std::vector<std::string> names;
  const TomlNode* tables = compilation.root.Find(kSection);
  if (tables != nullptr && tables->kind != TomlNode::Kind::kTable) {
    compilation.mistakes->Error(tables->place, std::string(kSection),
                                "is not a table", "allowed: [unpacker.NAME]");
    tables = nullptr;
  }
  if (tables != nullptr) {
    for (const TomlNode& table : tables->items) {
      const std::string key = std::string(kSection) + "." + table.key;
      if (table.kind != TomlNode::Kind::kTable) {
        compilation.mistakes->Error(table.place, key, "is not a table",
                                    "allowed: [unpacker.NAME]");
      } else if (!IsUnpackerName(table.key)) {
        compilation.mistakes->Error(
            table.place, key, "cannot be an unpacker's name",
            "allowed: 1 to 20 of a-z, 0-9 and -");
      } else {
        UnpackerTable(compilation, table).Compile();
        names.push_back(table.key);
      }
    }
  }
  compilation.out->Derive("unpackers", FormatConfigList(names),
                          KeyType::kTextList);
}

}  // namespace sallyport
