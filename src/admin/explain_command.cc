#include "admin/explain_command.h"

#include <fcntl.h>

#include <string_view>
#include <utility>

#include "admin/action_log.h"
#include "admin/command_options.h"
#include "admin/explain_text.h"
#include "admin/held_choice.h"
#include "base/io.h"
#include "mail/message_id.h"
#include "mail/message_log.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr char kFooter[] =
    "Of mail that was handed on the logs alone tell; compressed ones are not\n"
    "read. Exit code 1 if nothing is known of the id.\n";

int Fail(const Error& error) {
  PrintError("sallyport explain: " + WordsOf(error) + "\n");
  return kFailed;
}

Status ReadLogs(int spool, Explanation* explanation) {
  const Result<Fd> log = OpenAt(spool, kLog, O_RDONLY | O_DIRECTORY);
  if (!log.ok()) return log.error();
  const auto find = [&](const char* name, std::string_view columns,
                        std::vector<LogRow>* rows) -> Status {
    Result<std::vector<LogRow>> found =
        FindInLog(log.value().get(), name, columns, explanation->id);
    if (!found.ok()) return found.error();
    *rows = std::move(found.value());
    return {};
  };
  Status read = find(kMessagesLog, kMessagesColumns, &explanation->messages);
  if (read.ok()) read = find(kVirusesLog, kVirusesColumns, &explanation->kept);
  if (read.ok())
    read = find(kActionsLog, kActionsColumns, &explanation->actions);
  return read;
}

Status ReadFiles(const HeldFiles& files, Explanation* explanation) {
  const Result<std::vector<HeldPlace>> places =
      files.Find(explanation->id, "");
  if (!places.ok()) return places.error();
  SigningKeys keys(files.spool());
  for (const HeldPlace& place : places.value()) {
    Result<HeldDetails> details = ReadHeldDetails(files, place, &keys);
    if (!details.ok()) return details.error();
    explanation->files.push_back(std::move(details.value()));
  }
  return {};
}

}  // namespace

int RunExplain(const Context& context, const Arguments& arguments) {
  Explanation explanation;
  bool json = false;
  CommandOptions command(
      "Tells why a message came where it is: what every scanner said of it,\n"
      "what was found in which part, what was decided, and what was done\n"
      "with it since.",
      "sallyport explain");
  command.Word("ID", &explanation.id, "The message's id");
  command.Flag("--json", &json, "One JSON document");
  command.Footer(kFooter);
  if (const auto end = command.Parse(arguments)) return *end;
  if (!IsMessageId(explanation.id))
    return Fail(FormatError(explanation.id,
                            "is no id; the logs and `sallyport list` have "
                            "them"));
  const Result<HeldFiles> files = HeldFiles::Open(context);
  if (!files.ok()) return Fail(files.error());
  Status read = ReadLogs(files.value().spool(), &explanation);
  if (read.ok()) read = ReadFiles(files.value(), &explanation);
  if (!read.ok()) return Fail(read.error());
  if (explanation.Empty())
    return Fail(FormatError(explanation.id,
                            "is in no log and not in the quarantine"));
  Print(json ? ExplanationAsJson(explanation) : ExplanationText(explanation));
  return kDone;
}

}  // namespace sallyport
