#include "admin/config_command.h"

#include <unistd.h>

#include "admin/command_options.h"
#include "admin/config_compile.h"
#include "admin/config_live.h"
#include "admin/config_rights.h"
#include "admin/config_show.h"
#include "admin/config_spool.h"
#include "admin/config_walls.h"
#include "admin/man_page.h"

namespace sallyport {

namespace {

void CheckWalls(const Compilation& compilation) {
  const CompiledConfig& config = *compilation.out;
  if (config.Text("sandbox") == "require" &&
      !FindWalls(config.set_uid).seccomp)
    compilation.mistakes->Warning(
        config.PlaceOf("sandbox"), "sandbox",
        "this kernel has no seccomp: every message will be deferred");
}

}  // namespace

bool CompileFile(const Context& context, RuleChoice rules,
                 CompiledConfig* config) {
  Mistakes mistakes;
  TomlNode root;
  TomlMistake mistake;
  if (ReadToml(context.config_file, &root, &mistake)) {
    *config = CompileConfig(context, root, &mistakes, rules);
    const Compilation compilation{context, root, config, &mistakes};
    CheckRights(compilation);
    CheckSpool(compilation);
    CheckWalls(compilation);
  } else {
    mistakes.Error(mistake.place,
                   mistake.unreadable ? "this file" : "syntax", mistake.text,
                   "allowed: TOML");
  }
  PrintError(mistakes.Text());
  return mistakes.errors() == 0;
}

int GoLive(const Context& context, const char* who, CompiledConfig* config) {
  const auto fail = [who](const std::string& text) {
    PrintError(std::string(who) + ": " + text + "\n");
    return kFailed;
  };
  if (config->set_uid && ::geteuid() != 0)
    return fail("only root can make what is for several users");
  const Status made = MakeSpool(*config);
  if (!made.ok())
    return fail(config->Text("spool") + ": " + made.error().Text());
  const Result<std::string> key = FindSigningKey(*config);
  if (!key.ok()) return fail(key.error().Text());
  config->entries["quarantine.key"].value = key.value();
  const Result<std::string> live = WriteLive(context, *config);
  if (!live.ok()) return fail(live.error().Text());
  const size_t rules = config->policy ? config->policy->rules.size() : 0;
  Print(WallsText(FindWalls(config->set_uid)) + live.value() + ": " +
        std::to_string(config->entries.size()) + " keys, " +
        std::to_string(rules) + " rules\n");
  return kDone;
}

int RunConfig(const Context& context, const Arguments& arguments) {
  bool show = false;
  bool json = false;
  bool man = false;
  CommandOptions command(
      "Checks and compiles sallyport.toml, and makes it live.",
      "sallyport config");
  command.Flag("--show", &show,
               "Print each value and whence it comes; change nothing");
  command.Flag("--json", &json, "As JSON, with --show");
  command.Needs("--json", "--show");
  command.Flag("--man", &man, "Print the man page sallyport.toml(5)");
  command.Excludes("--man", "--show");
  if (const auto end = command.Parse(arguments)) return *end;
  if (man) {
    Print(ConfigManPage());
    return kDone;
  }
  CompiledConfig config;
  if (!CompileFile(context, RuleChoice::kKeepLive, &config)) return kFailed;
  if (show) {
    Print(json ? ShowConfigAsJson(config) : ShowConfig(config));
    return kDone;
  }
  return GoLive(context, "sallyport config", &config);
}

}  // namespace sallyport
