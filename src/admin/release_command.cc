#include "admin/release_command.h"

#include <CLI/CLI.hpp>

#include "admin/caller_name.h"
#include "admin/held_choice.h"
#include "admin/release.h"
#include "base/escape.h"

namespace sallyport {

namespace {

constexpr char kFooter[] =
    "Only what carries the gate's own mark is released: the sender's exact\n"
    "bytes, to the queue program itself, so that no scan stands in between.\n"
    "Without --only and --to it goes to the recipients it was held for; with\n"
    "one of them, to nobody but those who are named. What was deleted, and\n"
    "copies of mail handed on, must be named with their folder; a copy also\n"
    "with --only or --to.\n\n"
    "Who released what is recorded in log/actions.log of the spool.\n";

/// Tells it; the exit code of a command that failed.
int Fail(const std::string& escaped) {
  PrintError("sallyport release: " + escaped + "\n");
  return kFailed;
}

std::string Report(const ReleaseOutcome& outcome) {
  std::string text = "released " + outcome.id + " to";
  for (const std::string& recipient : outcome.recipients)
    text += " " + EscapeField(recipient);
  text += "\n";
  if (outcome.not_recipients.empty()) return text;
  text += "not to";
  for (const std::string& recipient : outcome.not_recipients)
    text += " " + EscapeField(recipient);
  return text + " (--again --only ADDRESS)\n";
}

int Release(const HeldFiles& files, const ReleaseRequest& request) {
  const ReleaseOutcome outcome = ReleaseMessage(files, request);
  if (outcome.result == ReleaseResult::kReleased) Print(Report(outcome));
  if (!outcome.note.empty()) Fail(EscapeField(outcome.note));
  if (outcome.text.empty()) return kDone;
  return Fail(EscapeField(outcome.text));
}

}  // namespace

int RunRelease(const Context& context, const Arguments& arguments) {
  HeldQuestion question;
  ReleaseRequest request;
  CLI::App app("Hands a held message to the queue program.",
               "sallyport release");
  app.add_option("ID", question.wanted, "The message's id, or a file's name")
      ->required();
  app.add_option("--folder", question.folder_word, "Where it lies");
  app.add_option("--only", request.only,
                 "Only to this recipient of it; may be given several times")
      ->allow_extra_args(false);
  app.add_option("--to", request.to,
                 "To this address, whoever it was for; may be given several "
                 "times")
      ->allow_extra_args(false);
  app.add_flag("--again", request.again,
               "Though it was released already, or is in doubt");
  app.footer(kFooter);
  if (const auto end = ParseOptions(&app, arguments)) return *end;
  const Result<Config> opened = OpenLiveConfig(context);
  if (!opened.ok()) return Fail(WordsOf(opened.error()));
  Result<HeldFiles> files = HeldFiles::Open(context);
  if (!files.ok()) return Fail(WordsOf(files.error()));
  const std::optional<std::string_view> queue = opened.value().Find("queue");
  if (!queue) return Fail("config.cdb has no queue; run `sallyport config`");
  const Result<HeldPlace> place = ChooseForRelease(files.value(), question);
  if (!place.ok()) return Fail(WordsOf(place.error()));
  request.place = place.value();
  request.queue = *queue;
  request.user = CallerName(FindCaller(context.caller));
  return Release(files.value(), request);
}

}  // namespace sallyport
