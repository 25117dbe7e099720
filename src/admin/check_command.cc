#include "admin/check_command.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "admin/check_line.h"
#include "admin/check_machine.h"
#include "admin/check_scanners.h"
#include "admin/command_options.h"
#include "admin/dry_run.h"
#include "base/escape.h"

namespace sallyport {

namespace {

using Json = nlohmann::ordered_json;

constexpr char kFooter[] =
    "The configuration that is live is tried, from queue program to scanners:\n"
    "each scanner that has a table or stands in a list gets the EICAR test\n"
    "file twice, as an attachment and inside a zip, and GTUBE, the test line\n"
    "for spam, with the line that a rule of ours looks for, through the\n"
    "unpacker and in the jail, and no other scanner with it. Nothing is kept\n"
    "or logged.\n\n"
    "ok       as it should be. A scanner that gives spam scores, may add\n"
    "         X-Spam- fields, or asks rules of the site need not see EICAR.\n"
    "warning  for a person to look at: a scanner answers, but sees neither\n"
    "         EICAR nor, with a score that tags a message, GTUBE; its\n"
    "         signatures are older than 7 days; the policy has no rule for\n"
    "         .exe; no virus scanner is required; anything about a scanner\n"
    "         that stands in no list.\n"
    "wrong    mail is deferred or passes worse scanned than configured: a\n"
    "         scanner in a list, or the backup of one, does not answer, or\n"
    "         sees EICAR only once;\n"
    "         virus scanners are required and none of these sees EICAR; the\n"
    "         unpacker, the policy, the queue program, the spool or a wall\n"
    "         fails.\n\n"
    "Exit code: 0 nothing is wrong, 1 something is, 2 the command line is.\n";

struct Checked {
  std::vector<CheckLine> lines;
  std::vector<ScannerCheck> scanners;
};

/// What runs in the jail.
void CheckJailed(const Context& context, Checked* checked) {
  std::vector<CheckLine>* lines = &checked->lines;
  Result<std::unique_ptr<DryRunSite>> site = DryRunSite::Open(context);
  if (!site.ok()) {
    lines->push_back({CheckState::kWrong, "scanners",
                      "not tried: " + site.error().Text()});
    return;
  }
  lines->push_back(CheckUnpacker(site.value().get()));
  for (CheckLine& line : CheckPolicy(site.value().get()))
    lines->push_back(std::move(line));
  checked->scanners = CheckScanners(site.value().get());
  for (const ScannerCheck& scanner : checked->scanners)
    lines->push_back(JudgeScanner(scanner));
  lines->push_back(JudgeScanners(checked->scanners));
}

Checked CheckAll(const Context& context) {
  Checked checked;
  Result<Config> config = OpenLiveConfig(context);
  if (!config.ok()) {
    checked.lines.push_back(
        {CheckState::kWrong, "config",
         context.live + ": " + config.error().Text()});
    return checked;
  }
  checked.lines = CheckMachine(context, &config.value());
  CheckJailed(context, &checked);
  return checked;
}

std::string ChecksText(const Checked& checked) {
  constexpr size_t kStateWidth = 9;
  std::string text;
  for (const CheckLine& line : checked.lines) {
    std::string state(Name(line.state));
    state.resize(kStateWidth, ' ');
    text += state + EscapeField(line.name) + ": " + EscapeField(line.text) +
            "\n";
  }
  return text;
}

std::string ChecksAsJson(const Checked& checked, bool wrong) {
  Json lines = Json::array();
  for (const CheckLine& line : checked.lines)
    lines.push_back({{"state", Name(line.state)},
                     {"name", EscapeField(line.name)},
                     {"text", EscapeField(line.text)}});
  Json scanners = Json::array();
  for (const ScannerCheck& check : checked.scanners)
    scanners.push_back(
        {{"scanner", check.scanner},
         {"state", Name(JudgeScanner(check).state)},
         {"listed", check.listed},
         {"required", check.required},
         {"for_spam", check.for_spam},
         {"scanned", check.scanned},
         {"sees_attachment", check.sees_plain},
         {"sees_zipped", check.sees_zipped},
         {"sees_gtube", check.sees_gtube},
         {"asks_rules", check.asks_rules},
         {"ms", check.ms},
         {"engine", check.engine.empty() ? "" : EscapeField(check.engine)},
         {"signature_hours", check.signature_hours
                                 ? Json(*check.signature_hours)
                                 : Json()},
         {"reason", check.reason.empty() ? "" : EscapeField(check.reason)}});
  const Json json = {{"wrong", wrong},
                     {"checks", lines},
                     {"scanners", scanners}};
  return json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace

int RunCheck(const Context& context, const Arguments& arguments) {
  bool json = false;
  CommandOptions command(
      "Tries every scanner with a harmless test file, and all that "
      "they stand on.",
      "sallyport check");
  command.Flag("--json", &json, "As one JSON document");
  command.Footer(kFooter);
  if (const auto end = command.Parse(arguments)) return *end;
  const Checked checked = CheckAll(context);
  const bool wrong =
      std::any_of(checked.lines.begin(), checked.lines.end(),
                  [](const CheckLine& line) {
                    return line.state == CheckState::kWrong;
                  });
  Print(json ? ChecksAsJson(checked, wrong) : ChecksText(checked));
  return wrong ? kFailed : kDone;
}

}  // namespace sallyport
