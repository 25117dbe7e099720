#include "admin/config_backups.h"

#include "admin/config_value.h"
#include "mail/scanner_protocol.h"

namespace sallyport {

namespace {

const std::string kFront = "scanner.";
const std::string kEnd = ".backup";
constexpr const char* kAllowed =
    "allowed: another scanner, one without a backup of its own";

}  // namespace

std::vector<BackupUse> FindBackups(const Compilation& compilation) {
  std::vector<BackupUse> uses;
  const TomlNode* tables = compilation.root.Find("scanner");
  if (tables == nullptr) return uses;
  for (const TomlNode& table : tables->items) {
    const TomlNode* said = table.kind == TomlNode::Kind::kTable
                               ? table.Find("backup")
                               : nullptr;
    if (said != nullptr && said->kind == TomlNode::Kind::kText)
      uses.push_back({table.key, said->text, said->place});
  }
  return uses;
}

void CheckBackups(const Compilation& compilation) {
  const CompiledConfig& out = *compilation.out;
  for (const auto& [key, entry] : out.entries) {
    if (!key.starts_with(kFront) || !key.ends_with(kEnd) ||
        entry.value.empty())
      continue;
    const std::string front = kFront + entry.value;
    if (key == front + kEnd)
      compilation.Error(key, "a scanner cannot be its own backup", kAllowed);
    else if (entry.value == kPolicyScanner)
      compilation.Error(key, "the policy cannot be a backup", kAllowed);
    else if (out.entries.count(front + ".program") == 0)
      compilation.Error(key, Quoted(entry.value) + " is no scanner here",
                        kAllowed);
    else if (!out.Text(front + kEnd).empty())
      compilation.Error(key, Quoted(entry.value) + " has a backup itself",
                        kAllowed);
  }
}

}  // namespace sallyport
