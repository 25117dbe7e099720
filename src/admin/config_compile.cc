#include "admin/config_compile.h"

#include <utility>

#include "admin/config_domains.h"
#include "admin/config_notify.h"
#include "admin/config_programs.h"
#include "admin/config_scanners.h"
#include "admin/config_sections.h"
#include "admin/config_unpackers.h"
#include "admin/config_users.h"
#include "mail/config.h"

namespace sallyport {

std::string CompiledConfig::Text(const std::string& key) const {
  const auto found = entries.find(key);
  return found == entries.end() ? "" : found->second.value;
}

std::vector<std::string> CompiledConfig::List(const std::string& key) const {
  return ParseConfigList(Text(key)).value_or(std::vector<std::string>());
}

Place CompiledConfig::PlaceOf(const std::string& key) const {
  const auto found = entries.find(key);
  return found == entries.end() ? Place() : found->second.place;
}

bool CompiledConfig::Written(const std::string& key) const {
  const auto found = entries.find(key);
  return found != entries.end() && found->second.origin == Origin::kFile;
}

void CompiledConfig::Derive(const std::string& key, std::string value,
                            KeyType type) {
  ConfigEntry& entry = entries[key];
  entry.value = std::move(value);
  entry.type = type;
}

CompiledConfig CompileConfig(const Context& context, const TomlNode& root,
                             Mistakes* mistakes, RuleChoice rules) {
  CompiledConfig out;
  const Compilation compilation{context, root, &out, mistakes, rules};
  out.Derive("format", std::string(kConfigFormat));
  CompileSections(compilation);
  CompilePrograms(compilation);
  CompileUsers(compilation);
  CompileDomains(compilation);
  CompileScanners(compilation);
  CompileUnpackers(compilation);
  CompileNotify(compilation);
  return out;
}

}  // namespace sallyport
