#include "admin/list_command.h"

#include <fcntl.h>

#include <cerrno>
#include <limits>

#include "admin/command_options.h"
#include "admin/held_choice.h"
#include "admin/held_files.h"
#include "admin/held_listing.h"
#include "admin/held_message.h"

namespace sallyport {

namespace {

constexpr char kFooter[] =
    "Columns are tab-delimited, the first line names them. States: held;\n"
    "releasing (a release under way, or in doubt); released; deleted;\n"
    "archive (a copy of mail handed on); unmarked (no valid mark of the\n"
    "gate: whoever put it there, it is never released).\n";

int Fail(const Error& error) {
  PrintError("sallyport list: " + WordsOf(error) + "\n");
  return kFailed;
}

struct ListOptions {
  std::string folder_word;
  size_t limit = std::numeric_limits<size_t>::max();
  bool json = false;
};

HeldFile Doubted(const std::string& why) {
  HeldFile file;
  file.doubt = why;
  return file;
}

Result<HeldFile> ReadPlace(const HeldFiles& files, const HeldPlace& place,
                           SigningKeys* keys) {
  const Result<Fd> file = files.OpenFile(place, O_RDONLY);
  if (file.ok()) return ReadHeldFile(file.value().get(), keys);
  if (file.error().err == 0 || file.error().err == ELOOP)
    return Doubted("it is not a file");
  return file.error();
}

/// What a reader of the Maildir has moved since is left out. False if a file
/// could not be read; it is listed all the same.
bool PrintPlaces(const HeldFiles& files, const std::vector<HeldPlace>& places,
                 const ListOptions& options) {
  SigningKeys keys(files.spool());
  bool all_read = true;
  size_t listed = 0;
  for (const HeldPlace& place : places) {
    if (listed == options.limit) break;
    Result<HeldFile> held = ReadPlace(files, place, &keys);
    if (!held.ok() && held.error().err == ENOENT) continue;
    if (!held.ok()) {
      all_read = false;
      Fail(held.error());
      held = Doubted("it can't be read");
    }
    Print(options.json ? HeldLineAsJson(place, held.value())
                       : HeldLine(place, held.value()));
    ++listed;
  }
  return all_read;
}

}  // namespace

int RunList(const Context& context, const Arguments& arguments) {
  ListOptions options;
  CommandOptions command("Lists what lies in the quarantine, newest first.",
                         "sallyport list");
  command.Value("--folder", &options.folder_word,
                "One folder: virus, attachment, policy, encrypted, error, "
                "spam, released, deleted, archive, inbox");
  command.Count("--limit", &options.limit, "At most so many");
  command.Flag("--json", &options.json, "One JSON document a line and file");
  command.Footer(kFooter);
  if (const auto end = command.Parse(arguments)) return *end;
  const Result<HeldFiles> files = HeldFiles::Open(context);
  if (!files.ok()) return Fail(files.error());
  std::string folder;
  if (!options.folder_word.empty()) {
    Result<std::string> found = files.value().FindFolder(options.folder_word);
    if (!found.ok()) return Fail(found.error());
    folder = std::move(found.value());
  }
  const Result<std::vector<HeldPlace>> places = files.value().List(folder);
  if (!places.ok()) return Fail(places.error());
  if (!options.json) Print(std::string(kHeldColumns) + "\n");
  return PrintPlaces(files.value(), places.value(), options) ? kDone : kFailed;
}

}  // namespace sallyport
