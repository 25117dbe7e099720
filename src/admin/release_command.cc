#include "admin/release_command.h"

#include "admin/caller_name.h"
#include "admin/command_options.h"
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
  CommandOptions command("Hands a held message to the queue program.",
                         "sallyport release");
  command.Word("ID", &question.wanted, "The message's id, or a file's name");
  command.Value("--folder", &question.folder_word, "Where it lies");
  command.Values("--only", &request.only,
                 "Only to this recipient of it; may be given several times");
  command.Values("--to", &request.to,
                 "To this address, whoever it was for; may be given several "
                 "times");
  command.Flag("--again", &request.again,
               "Though it was released already, or is in doubt");
  command.Footer(kFooter);
  if (const auto end = command.Parse(arguments)) return *end;
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
