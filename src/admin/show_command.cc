#include "admin/show_command.h"

#include "admin/command_options.h"
#include "admin/held_choice.h"
#include "admin/held_details.h"
#include "admin/held_files.h"
#include "admin/held_message.h"

namespace sallyport {

namespace {

constexpr char kFooter[] =
    "An id can stand for several files: each is shown. Exit code 1 if a mark\n"
    "or the sender's bytes are wrong.\n";

int Fail(const Error& error) {
  PrintError("sallyport show: " + WordsOf(error) + "\n");
  return kFailed;
}

}  // namespace

int RunShow(const Context& context, const Arguments& arguments) {
  HeldQuestion question;
  bool json = false;
  CommandOptions command("Tells all that is known of a held message.",
                         "sallyport show");
  command.Word("ID", &question.wanted, "The message's id, or a file's name");
  command.Value("--folder", &question.folder_word, "Where it lies");
  command.Flag("--json", &json, "One JSON document a line and file");
  command.Footer(kFooter);
  if (const auto end = command.Parse(arguments)) return *end;
  const Result<HeldFiles> files = HeldFiles::Open(context);
  if (!files.ok()) return Fail(files.error());
  const Result<std::vector<HeldPlace>> places =
      FindAll(files.value(), question);
  if (!places.ok()) return Fail(places.error());
  SigningKeys keys(files.value().spool());
  int exit = kDone;
  bool first = true;
  for (const HeldPlace& place : places.value()) {
    const Result<HeldDetails> details =
        ReadHeldDetails(files.value(), place, &keys);
    if (!details.ok()) {
      exit = Fail(details.error());
      continue;
    }
    if (!details.value().Sound()) exit = kFailed;
    if (!json && !first) Print("\n");
    Print(json ? DetailsAsJson(details.value()) : DetailsText(details.value()));
    first = false;
  }
  return exit;
}

}  // namespace sallyport
