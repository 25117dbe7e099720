#include "admin/config_scanners.h"

#include <algorithm>
#include <array>
#include <map>

#include "admin/config_backups.h"
#include "admin/config_programs.h"
#include "admin/config_rules.h"
#include "admin/config_sections.h"
#include "admin/config_value.h"
#include "admin/rules_policy.h"
#include "admin/scanner_definition.h"
#include "admin/scanner_options.h"
#include "admin/scanner_paths.h"
#include "mail/scanner_protocol.h"
#include "mail/config.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr size_t kMaxNameBytes = 32;
/// Names that mean something else to the jail or to tcprules.
constexpr std::array<std::string_view, 3> kReservedNames = {"unpack", "empty",
                                                            "none"};

/// Where a scanner is named: in a list, or by its table alone.
struct Use {
  Place place;
  std::string key;
  bool listed = false;
};
using Uses = std::map<std::string, Use>;

bool IsScannerName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes &&
         std::all_of(name.begin(), name.end(),
                     [](char c) {
                       return (c >= 'a' && c <= 'z') ||
                              (c >= '0' && c <= '9') || c == '-';
                     }) &&
         !name.starts_with(kUnpackerFront) &&
         !name.starts_with(kCandidateFront) &&
         std::find(kReservedNames.begin(), kReservedNames.end(), name) ==
             kReservedNames.end();
}

void AddUse(const Compilation& compilation, const std::string& name,
            const Use& use, Uses* uses) {
  if (IsScannerName(name)) {
    uses->emplace(name, use);
    return;
  }
  compilation.mistakes->Error(
      use.place, use.key, Quoted(name) + " cannot be a scanner's name",
      "allowed: 1 to 32 of a-z, 0-9 and -, not unpack, empty, none, "
      "unpacker-... or candidate-...");
}

void AddList(const Compilation& compilation, const std::string& key,
             Uses* uses) {
  const Use use{compilation.out->PlaceOf(key), key, true};
  std::vector<std::string> seen;
  for (const std::string& name : compilation.out->List(key)) {
    if (std::find(seen.begin(), seen.end(), name) != seen.end())
      compilation.Error(key, Quoted(name) + " is listed twice",
                        "allowed: each scanner once");
    seen.push_back(name);
    AddUse(compilation, name, use, uses);
  }
}

Uses FindUses(const Compilation& compilation) {
  Uses uses;
  AddList(compilation, "scanners", &uses);
  for (const auto& [key, entry] : compilation.out->entries)
    if (key.starts_with("domain.") && key.ends_with(".scanners"))
      AddList(compilation, key, &uses);
  for (const BackupUse& use : FindBackups(compilation))
    AddUse(compilation, use.backup,
           {use.place, "scanner." + use.scanner + ".backup", true}, &uses);
  const TomlNode* tables = compilation.root.Find("scanner");
  if (tables == nullptr) return uses;
  if (tables->kind != TomlNode::Kind::kTable) {
    compilation.mistakes->Error(tables->place, "scanner", "is not a table",
                                "allowed: [scanner.NAME]");
    return uses;
  }
  for (const TomlNode& table : tables->items) {
    const std::string key = "scanner." + table.key;
    if (table.kind == TomlNode::Kind::kTable)
      AddUse(compilation, table.key, {table.place, key, false}, &uses);
    else
      compilation.mistakes->Error(table.place, key, "is not a table",
                                  "allowed: [scanner.NAME]");
  }
  return uses;
}

const TomlNode* FindTable(const Compilation& compilation,
                          const std::string& name) {
  const TomlNode* tables = compilation.root.Find("scanner");
  const TomlNode* table = tables != nullptr ? tables->Find(name) : nullptr;
  const bool good =
      table != nullptr && table->kind == TomlNode::Kind::kTable;
  return good ? table : nullptr;
}

}  // namespace

void CompileCommonKeys(const Compilation& compilation,
                       const std::string& prefix, const ScannerTable& table,
                       const Place& place) {
  for (const ConfigKey& key : ConfigKeys()) {
    if (key.section != "scanner") continue;
    const std::string name = prefix + std::string(key.name);
    ConfigEntry entry{CompileDefault(key), key.type, Origin::kDefault, place};
    if (const ScannerKey* said = table.Find(key.name)) {
      entry.origin = said->own ? Origin::kFile : Origin::kDefinition;
      entry.place = said->node.place;
      const auto value =
          CompileValue(key, name, said->node, compilation.mistakes);
      if (value) entry.value = *value;
    }
    compilation.out->entries[name] = entry;
  }
}

std::string ShippedDirectory(const Compilation& compilation) {
  return compilation.out->Text("libexec") + "/" + kScannersDirectory + "/";
}

namespace {

void CompileProgram(const Compilation& compilation, const std::string& name,
                    const Use& use) {
  CompiledConfig* out = compilation.out;
  const std::string key = "scanner." + name + ".program";
  const std::string shipped = ShippedDirectory(compilation);
  std::string program = out->Text(key);
  const bool absolute = program.starts_with('/');
  if (!absolute && program.find('/') != std::string::npos)
    compilation.Error(key, Quoted(program) + " is neither",
                      "allowed: an absolute path, or the name of a shipped "
                      "plugin");
  if (!absolute) program = shipped + (program.empty() ? name : program);
  out->entries[key].value = program;
  const std::string mistake = ProgramMistake(program);
  if (!mistake.empty())
    compilation.mistakes->Doubt(
        use.listed, use.listed ? use.place : out->PlaceOf(key),
        use.listed ? use.key : key,
        "the program of scanner " + name + ", " + Quoted(program) + ", " +
            mistake,
        "allowed: scanners whose program exists and may be executed");
  const std::string processes = "scanner." + name + ".processes";
  if (out->Text(processes).empty())
    out->entries[processes].value =
        program.starts_with(shipped) ? "0" : "any";
}

void CompileScanner(const Compilation& compilation, const std::string& name,
                    const Use& use) {
  const TomlNode* own = FindTable(compilation, name);
  const Place place = own != nullptr ? own->place : use.place;
  const std::string prefix = "scanner." + name + ".";
  const ScannerTable table =
      ReadScannerTable(name, own, ShippedDirectory(compilation),
                       compilation.mistakes);
  CompileCommonKeys(compilation, prefix, table, place);
  CompileProgram(compilation, name, use);
  CheckScannerKeys(compilation, name);
  CompileScannerPaths(compilation, name);
  compilation.out->entries[prefix + "env"] = {
      FormatConfigList(
          CompileScannerOptions(prefix, table, compilation.mistakes)),
      KeyType::kTextList, Origin::kDerived, place};
  CompileRules(compilation, name, table, place);
}

/// The built-in scanner: its one key is the file of its rules.
void CompilePolicy(const Compilation& compilation, const Use& use) {
  CompiledConfig* out = compilation.out;
  const TomlNode* table = FindTable(compilation, kPolicyScanner);
  const Place place = table != nullptr ? table->place : use.place;
  const std::string prefix = std::string("scanner.") + kPolicyScanner + ".";
  CompileCommonKeys(compilation, prefix, ScannerTable(), place);
  out->entries[prefix + "program"].value =
      out->Text("libexec") + "/" + kUnpackProgram;
  out->entries[prefix + "processes"].value = "0";
  out->Derive(prefix + "env", "", KeyType::kTextList);
  static constexpr ConfigKey kRules = {"scanner", "rules", KeyType::kPath,
                                       "",        0,       0,
                                       "",        ""};
  ConfigEntry rules{compilation.context.directory + "/policy.toml",
                    KeyType::kPath, Origin::kDefault, place};
  if (table != nullptr) {
    for (const TomlNode& member : table->items) {
      if (member.key != "rules") {
        TellUnknown(member, prefix + member.key, {"rules"},
                    compilation.mistakes);
        continue;
      }
      rules.origin = Origin::kFile;
      rules.place = member.place;
      const auto value = CompileValue(kRules, prefix + "rules", member,
                                      compilation.mistakes);
      if (value) rules.value = *value;
    }
  }
  out->entries[prefix + "rules"] = rules;
  out->policy_file = rules.value;
  out->policy = ReadPolicyRules(rules.value, prefix + "rules", rules.place,
                                compilation.mistakes);
}

}  // namespace

void CompileScanners(const Compilation& compilation) {
  for (const auto& [name, use] : FindUses(compilation)) {
    if (name == kPolicyScanner)
      CompilePolicy(compilation, use);
    else
      CompileScanner(compilation, name, use);
  }
  CheckBackups(compilation);
  CompileCandidate(compilation);
  CheckSpoolHidden(compilation);
  if (compilation.out->List("scanners").empty())
    compilation.mistakes->Warning(
        compilation.out->PlaceOf("scanners"), "scanners",
        "no scanner is listed: mail is opened up, and nothing looks at it");
}

}  // namespace sallyport
