#include "admin/config_rules.h"

#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "admin/config_scanners.h"
#include "admin/config_value.h"
#include "admin/rule_files.h"
#include "admin/scanner_options.h"
#include "admin/yara_compiler.h"
#include "base/io.h"
#include "base/sha256.h"
#include "mail/compiled_rules.h"
#include "mail/config.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

/// What becomes the plugin's own by compilation; a site may not say it.
constexpr const char* kOurKeys[] = {"compiled", "candidate"};
constexpr ConfigKey kGoodMail = {
    "scanner", "good_mail", KeyType::kPathList, "", 0, 0, "", ""};
constexpr ConfigKey kSlowerMs = {
    "scanner", "slower_ms", KeyType::kNumber, "200", 1, 60000, "", ""};

std::string Value(const ConfigKey& key, const std::string& prefix,
                  const ScannerTable& table, Mistakes* mistakes) {
  const ScannerKey* said = table.Find(key.name);
  if (said == nullptr) return CompileDefault(key);
  return CompileValue(key, prefix + std::string(key.name), said->node,
                      mistakes)
      .value_or(CompileDefault(key));
}

void RefuseOurKeys(const std::string& prefix, const ScannerTable& table,
                   Mistakes* mistakes) {
  for (const char* key : kOurKeys)
    if (const ScannerKey* said = table.Find(key))
      mistakes->Error(said->node.place, prefix + key,
                      "is set by sallyport config", "allowed: no such line");
}

/// The rules that are live for this scanner, as the file has them.
Result<std::string> ReadLiveRules(const Context& context,
                                  const std::string& name) {
  const Result<Fd> live = OpenDirectory(context.live);
  if (!live.ok()) return live.error();
  return ReadFile(live.value().get(), CompiledRulesName(name),
                  kMaxCompiledRulesBytes);
}

class RuleChooser {
 public:
  RuleChooser(const Compilation& compilation, const std::string& name,
              const Place& place)
      : compilation_(compilation),
        name_(name),
        key_("scanner." + name),
        place_(place) {}

  /// The compiled rules that are to be live; nothing on a mistake, which is
  /// told.
  std::optional<std::string> Choose(const std::vector<RuleSource>& sources) {
    if (compilation_.rules == RuleChoice::kFresh) return Compile(sources);
    const Result<std::string> file = ReadLiveRules(compilation_.context, name_);
    if (!file.ok() && file.error().err == EACCES && ::geteuid() != 0)
      return std::nullopt;  // to be shown only: it could not go live
    const Result<CompiledRules> live = file.ok()
                                           ? DecodeCompiledRules(file.value())
                                           : Result<CompiledRules>(
                                                 file.error());
    if (!live.ok()) return First(sources);
    if (live.value().source == Hex(Sha256Of(EncodeRuleSources(sources))))
      return Compile(sources);
    if (live.value().engine == YaraEngineNow(compilation_)) {
      Warn("the rules have changed since they went live, and stay as they are "
           "there: `sallyport rules install` tries them, and makes them live");
      return file.value();
    }
    return Refuse("the rules have changed since they went live, and those that "
                  "are live are of another version of libyara");
  }

 private:
  std::optional<std::string> Compile(const std::vector<RuleSource>& sources) {
    return CompileYaraRules(compilation_, sources, key_, place_);
  }

  std::optional<std::string> First(const std::vector<RuleSource>& sources) {
    if (OpenLiveConfig(compilation_.context).ok())
      return Refuse("the rules of scanner " + name_ + " were never tried");
    Warn("the first rules go live untried; `sallyport rules test` tries them");
    return Compile(sources);
  }

  void Warn(const std::string& text) {
    compilation_.mistakes->Warning(place_, key_, text);
  }

  std::optional<std::string> Refuse(const std::string& wrong) {
    compilation_.mistakes->Error(
        place_, key_, wrong,
        "`sallyport rules install` tries them, and makes all of this live");
    return std::nullopt;
  }

  const Compilation& compilation_;
  const std::string& name_;
  std::string key_;
  Place place_;
};

}  // namespace

void CompileRules(const Compilation& compilation, const std::string& name,
                  const ScannerTable& table, const Place& place) {
  CompiledConfig* out = compilation.out;
  const std::string prefix = "scanner." + name + ".";
  if (out->Text(prefix + "program") !=
      ShippedDirectory(compilation) + kYaraPlugin)
    return;
  Mistakes* mistakes = compilation.mistakes;
  const size_t before = mistakes->errors();
  RefuseOurKeys(prefix, table, mistakes);
  RuleSet set;
  set.scanner = name;
  set.good_mail =
      ParseConfigList(Value(kGoodMail, prefix, table, mistakes))
          .value_or(std::vector<std::string>());
  set.slower_ms =
      std::stoll("0" + Value(kSlowerMs, prefix, table, mistakes));
  const RuleFiles files = ReadRuleFiles(prefix, table, place, mistakes);
  set.paths = files.paths;
  if (mistakes->errors() != before) return;
  std::optional<std::string> chosen =
      RuleChooser(compilation, name, place).Choose(files.sources);
  if (!chosen) return;
  const Result<CompiledRules> rules = DecodeCompiledRules(*chosen);
  if (!rules.ok()) return;
  set.version = rules.value().source;
  set.file = std::move(*chosen);
  out->Derive(prefix + "rules", set.version);
  out->rule_sets.push_back(std::move(set));
}

void CompileCandidate(const Compilation& compilation) {
  CompiledConfig* out = compilation.out;
  const std::string shipped = ShippedDirectory(compilation);
  const std::string program = shipped + kYaraPlugin;
  if (::access(program.c_str(), X_OK) != 0) return;
  const std::string name = std::string(kCandidateFront) + kYaraPlugin;
  const std::string prefix = "scanner." + name + ".";
  const ScannerTable table =
      ReadScannerTable(kYaraPlugin, nullptr, shipped, compilation.mistakes);
  CompileCommonKeys(compilation, prefix, table, Place());
  out->entries[prefix + "program"].value = program;
  out->entries[prefix + "processes"].value = "0";
  out->Derive(prefix + "env", FormatConfigList({OptionVariable("candidate") +
                                                "=1"}),
              KeyType::kTextList);
}

}  // namespace sallyport
