#include "admin/held_choice.h"

#include <algorithm>
#include <cerrno>

#include "base/escape.h"

namespace sallyport {

namespace {

std::string PathsOf(const std::vector<HeldPlace>& places) {
  std::string text;
  for (const HeldPlace& place : places)
    text += (text.empty() ? "" : ", ") + FolderWord(place.folder) + "/" +
            place.entry.name;
  return text;
}

Result<HeldPlace> OnlyOne(const HeldQuestion& question,
                          const std::vector<HeldPlace>& places) {
  if (places.size() == 1) return places.front();
  return FormatError(question.wanted,
                     "stands for several files; say the name of the file, or "
                     "its folder with --folder: " +
                         PathsOf(places));
}

}  // namespace

Result<std::vector<HeldPlace>> FindAll(const HeldFiles& files,
                                       const HeldQuestion& question) {
  std::string folder;
  if (!question.folder_word.empty()) {
    Result<std::string> found = files.FindFolder(question.folder_word);
    if (!found.ok()) return found.error();
    folder = std::move(found.value());
  }
  Result<std::vector<HeldPlace>> places = files.Find(question.wanted, folder);
  if (places.ok() && places.value().empty())
    return FormatError(question.wanted,
                       "is not in the quarantine; `sallyport list` shows "
                       "what is");
  return places;
}

Result<HeldPlace> ChooseForRelease(const HeldFiles& files,
                                   const HeldQuestion& question) {
  const Result<std::vector<HeldPlace>> all = FindAll(files, question);
  if (!all.ok()) return all.error();
  if (!question.folder_word.empty()) return OnlyOne(question, all.value());
  for (const HeldState state :
       {HeldState::kHeld, HeldState::kReleasing, HeldState::kReleased}) {
    std::vector<HeldPlace> in_state;
    std::copy_if(
        all.value().begin(), all.value().end(), std::back_inserter(in_state),
        [state](const HeldPlace& place) { return place.State() == state; });
    if (!in_state.empty()) return OnlyOne(question, in_state);
  }
  const HeldPlace& place = all.value().front();
  return FormatError(question.wanted,
                     "lies in " + FolderWord(place.folder) +
                         "; to release it from there, add --folder " +
                         FolderWord(place.folder));
}

std::string WordsOf(const Error& error) {
  std::string words = EscapeField(error.Text());
  if (error.err == EACCES || error.err == EPERM)
    words += "; run it as root or as the user who owns the spool";
  return words;
}

}  // namespace sallyport
