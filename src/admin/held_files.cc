#include "admin/held_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <tuple>

#include "base/escape.h"
#include "base/io.h"
#include "mail/message_id.h"
#include "mail/paths.h"
#include "mail/quarantine_block.h"
#include "mail/release_mark.h"

namespace sallyport {

namespace {

constexpr char kOwnFolder[] = ".";
constexpr std::string_view kOwnWord = "inbox";
/// Longer than the first line of any block up to its id.
constexpr size_t kFirstLineBytes = 128;

/// Seconds since 1970, which names in a Maildir begin with; 0 if they don't.
uint64_t TimeInName(std::string_view name) {
  uint64_t seconds = 0;
  std::from_chars(name.data(), name.data() + name.size(), seconds);
  return seconds;
}

bool IsNamed(const HeldPlace& place, std::string_view wanted) {
  return place.entry.name == wanted || place.entry.Unique() == wanted;
}

/// TIME.ID.HOST.TAIL, as the gate names what it holds. The front of an id
/// fits, too: the block decides.
bool MayTell(const HeldPlace& place, std::string_view id) {
  const std::string& name = place.entry.name;
  const size_t dot = name.find('.');
  return dot != std::string::npos &&
         std::string_view(name).substr(dot + 1).starts_with(id);
}

/// The id in the first line of a block.
std::string_view IdIn(std::string_view front) {
  const std::vector<std::string_view> words =
      Split(front.substr(0, front.find('\n')), ' ');
  return words.size() > 2 && words[0].starts_with(kQuarantineField)
             ? words[2]
             : std::string_view();
}

}  // namespace

std::string_view Name(HeldState state) {
  switch (state) {
    case HeldState::kHeld:
      return "held";
    case HeldState::kReleasing:
      return "releasing";
    case HeldState::kReleased:
      return "released";
    case HeldState::kDeleted:
      return "deleted";
    case HeldState::kArchived:
      break;
  }
  return "archive";
}

HeldState HeldPlace::State() const {
  if (HasReleaseMark(entry.name)) return HeldState::kReleasing;
  if (folder == kReleased) return HeldState::kReleased;
  if (folder == kDeleted) return HeldState::kDeleted;
  if (folder == kArchive) return HeldState::kArchived;
  return HeldState::kHeld;
}

std::string FolderWord(std::string_view folder) {
  return std::string(folder == kOwnFolder ? kOwnWord : folder.substr(1));
}

Result<HeldFiles> HeldFiles::Open(const std::string& spool) {
  HeldFiles files;
  Result<Fd> directory = OpenDirectory(spool);
  if (!directory.ok()) return directory.error();
  files.spool_ = std::move(directory.value());
  directory = OpenAt(files.spool_.get(), kQuarantine, O_RDONLY | O_DIRECTORY);
  if (!directory.ok())
    return Error{"open", spool + "/" + kQuarantine, directory.error().err};
  files.directory_ = std::move(directory.value());
  return files;
}

Result<HeldFiles> HeldFiles::Open(const Context& context) {
  Result<Config> config = OpenLiveConfig(context);
  if (!config.ok()) return config.error();
  const std::string spool(config.value().Text("spool"));
  if (!config.value().broken().empty())
    return FormatError("config.cdb", config.value().broken());
  return Open(spool);
}

Result<std::vector<std::string>> HeldFiles::Folders() const {
  Result<Fd> fd = OpenAt(directory(), ".", O_RDONLY | O_DIRECTORY);
  if (!fd.ok()) return fd.error();
  DIR* const entries = ::fdopendir(fd.value().get());
  if (entries == nullptr) return SystemError("opendir", kQuarantine);
  fd.value().Release();
  std::vector<std::string> names;
  errno = 0;
  while (const struct dirent* entry = ::readdir(entries)) {
    const std::string name = entry->d_name;
    if (name.front() == '.' && name != ".." &&
        Maildir::Open(directory(), name).ok())
      names.push_back(name);
    errno = 0;
  }
  const int err = errno;
  ::closedir(entries);
  if (err != 0) return Error{"readdir", kQuarantine, err};
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::string> HeldFiles::FindFolder(const std::string& word) const {
  const Result<std::vector<std::string>> names = Folders();
  if (!names.ok()) return names.error();
  std::string known;
  for (const std::string& name : names.value()) {
    if (word == FolderWord(name) || (word == name && name != kOwnFolder))
      return name;
    known += (known.empty() ? "" : ", ") + FolderWord(name);
  }
  return FormatError("folder",
                     "\"" + word + "\" is not there; there are: " + known);
}

Result<std::vector<HeldPlace>> HeldFiles::List(
    const std::string& folder) const {
  std::vector<std::string> folders = {folder};
  if (folder.empty()) {
    Result<std::vector<std::string>> all = Folders();
    if (!all.ok()) return all.error();
    folders = std::move(all.value());
  }
  std::vector<HeldPlace> places;
  for (const std::string& name : folders) {
    const Result<Maildir> maildir = OpenFolder(name);
    if (!maildir.ok()) return maildir.error();
    Result<std::vector<MaildirEntry>> entries = maildir.value().List();
    if (!entries.ok()) return entries.error();
    for (MaildirEntry& entry : entries.value())
      places.push_back({name, std::move(entry)});
  }
  const auto key = [](const HeldPlace& place) {
    return std::tuple<uint64_t, const std::string&, const std::string&>(
        TimeInName(place.entry.name), place.entry.name, place.folder);
  };
  std::sort(places.begin(), places.end(),
            [&key](const HeldPlace& a, const HeldPlace& b) {
              return key(a) > key(b);
            });
  return places;
}

bool HeldFiles::BlockTells(const HeldPlace& place, std::string_view id) const {
  const Result<Fd> file = OpenFile(place, O_RDONLY);
  if (!file.ok()) return false;
  char front[kFirstLineBytes];
  const Result<size_t> n = ReadSome(file.value().get(), front, sizeof front);
  return n.ok() && IdIn(std::string_view(front, n.value())) == id;
}

Result<std::vector<HeldPlace>> HeldFiles::Find(
    const std::string& wanted, const std::string& folder) const {
  Result<std::vector<HeldPlace>> all = List(folder);
  if (!all.ok()) return all;
  std::vector<HeldPlace> found;
  const auto add_if = [&all, &found](const auto& fits) {
    std::copy_if(all.value().begin(), all.value().end(),
                 std::back_inserter(found), fits);
  };
  add_if([&](const HeldPlace& place) { return IsNamed(place, wanted); });
  if (!found.empty() || !IsMessageId(wanted)) return found;
  add_if([&](const HeldPlace& place) {
    return MayTell(place, wanted) && BlockTells(place, wanted);
  });
  if (!found.empty()) return found;
  add_if([&](const HeldPlace& place) { return BlockTells(place, wanted); });
  return found;
}

Result<Maildir> HeldFiles::OpenFolder(const std::string& folder) const {
  return Maildir::Open(directory(), folder);
}

Result<Fd> HeldFiles::OpenFile(const HeldPlace& place, int access) const {
  // O_NONBLOCK: a fifo would hold the opening up.
  Result<Fd> file =
      OpenAt(directory(), place.Path(), access | O_NONBLOCK | O_NOCTTY);
  if (!file.ok()) return file;
  struct stat status = {};
  if (::fstat(file.value().get(), &status) != 0)
    return SystemError("fstat", place.Path());
  if (!S_ISREG(status.st_mode))
    return FormatError(place.Path(), "is not a file");
  return file;
}

}  // namespace sallyport
