#include "admin/rules_install.h"

#include <fcntl.h>
#include <unistd.h>

#include "admin/command_options.h"
#include "admin/command_user.h"
#include "admin/config_command.h"
#include "admin/rules_trial.h"
#include "base/escape.h"
#include "base/fd.h"
#include "base/forked_work.h"
#include "base/io.h"

namespace sallyport {

namespace {

constexpr size_t kHeldTried = 200;
constexpr size_t kVersionShown = 8;
constexpr int64_t kTrialMs = int64_t{24} * 3600 * 1000;
/// What a trial's own process says where nothing was refused.
constexpr char kMayGoLive[] = "may go live";

constexpr char kFooter[] =
    "The rules are those that sallyport.toml names. Every message goes "
    "through\nunpacker and jail as any other does; nothing is kept.\n";

/// False, for who returns it.
bool Refuse(const char* who, const std::string& text) {
  PrintError(std::string(who) + ": " + text + "\n");
  return false;
}

/// Compiles everything; says which rules there are.
bool Check(const Context& context, const char* who, CompiledConfig* config) {
  if (!CompileFile(context, RuleChoice::kFresh, config)) return false;
  if (config->rule_sets.empty())
    return Refuse(who,
                  "no scanner has rules of its own: [scanner.yara] names some");
  for (const RuleSet& set : config->rule_sets)
    Print(set.scanner + ": rules " + set.version.substr(0, kVersionShown) +
          ", no mistake\n");
  return true;
}

std::string OutcomeText(const RuleSet& rules, const TrialOutcome& outcome) {
  return rules.scanner + ": tried on " + std::to_string(outcome.good) +
         " good and " + std::to_string(outcome.held) + " held messages, " +
         std::to_string(outcome.changed) + " would change; at most " +
         std::to_string(outcome.most_ms) + " ms slower" +
         (outcome.slowest.empty() ? "" : " (" + outcome.slowest + ")") + "\n";
}

/// The trial of all rules, as the spool's user; kMayGoLive, or what is wrong.
std::string TryAll(const Context& context, const CompiledConfig& config,
                   size_t held, int report) {
  if (context.set_uid && ::getuid() == 0) {
    const Status dropped = BecomeMailUser(context);
    if (!dropped.ok()) return dropped.error().Text();
  }
  const Result<std::unique_ptr<DryRunSite>> site = DryRunSite::Open(context);
  if (!site.ok())
    return "rules are tried in a site that is live: " + site.error().Text();
  std::string refused;
  for (const RuleSet& rules : config.rule_sets) {
    const TrialPlan plan{context, config, rules, held, report};
    const TrialOutcome outcome = TryRules(plan, site.value().get());
    static_cast<void>(WriteAll(report, OutcomeText(rules, outcome)).ok());
    for (const std::string& why : outcome.refused)
      refused += rules.scanner + ": " + why + "\n";
  }
  return refused.empty() ? kMayGoLive : refused;
}

/// In a process of its own, which gives root up for good.
bool Try(const Context& context, const char* who, const CompiledConfig& config,
         size_t held) {
  const Fd report(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
  const Result<ForkedOutcome> tried = RunForked(
      [&] { return TryAll(context, config, held, report.get()); },
      {report.get()}, Deadline::InMs(kTrialMs));
  if (!tried.ok()) return Refuse(who, tried.error().Text());
  if (!tried.value().text)
    return Refuse(who, "the trial broke off: " + tried.value().how);
  if (*tried.value().text == kMayGoLive) return true;
  PrintError(*tried.value().text + "\n");
  return Refuse(who, "refused: what is live stays so");
}

std::optional<int> ReadHeldOption(const char* who, const char* help,
                                  const Arguments& arguments, size_t* held) {
  CommandOptions command(help, who);
  *held = kHeldTried;
  command.Number("--held", held,
                 "At most so many held messages are tried, the newest (200)");
  command.Footer(kFooter);
  return command.Parse(arguments);
}

}  // namespace

int RunRulesCheck(const Context& context, const Arguments& arguments) {
  constexpr char kWho[] = "sallyport rules check";
  CommandOptions command("Compiles the rules of the site's scanners.", kWho);
  if (const auto end = command.Parse(arguments)) return *end;
  CompiledConfig config;
  return Check(context, kWho, &config) ? kDone : kFailed;
}

int RunRulesTest(const Context& context, const Arguments& arguments) {
  constexpr char kWho[] = "sallyport rules test";
  size_t held = 0;
  if (const auto end = ReadHeldOption(
          kWho, "Shows what the rules would change, on good and held mail.",
          arguments, &held))
    return *end;
  CompiledConfig config;
  if (!Check(context, kWho, &config)) return kFailed;
  return Try(context, kWho, config, held) ? kDone : kFailed;
}

int RunRulesInstall(const Context& context, const Arguments& arguments) {
  constexpr char kWho[] = "sallyport rules install";
  size_t held = 0;
  if (const auto end = ReadHeldOption(
          kWho, "Tries the rules, and makes them and sallyport.toml live.",
          arguments, &held))
    return *end;
  CompiledConfig config;
  if (!Check(context, kWho, &config)) return kFailed;
  if (!Try(context, kWho, config, held)) return kFailed;
  return GoLive(context, kWho, &config);
}

}  // namespace sallyport
