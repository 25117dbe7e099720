#include "maildir/maildir.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "base/io.h"

namespace sallyport {

namespace {

constexpr mode_t kDirectoryMode = 0700;
constexpr mode_t kMessageMode = 0600;

Status MakeDirectory(int parent, const std::string& name) {
  if (::mkdirat(parent, name.c_str(), kDirectoryMode) != 0 && errno != EEXIST)
    return SystemError("mkdir", name);
  return {};
}

Status SyncSubdirectory(int folder, const std::string& subdirectory) {
  Result<Fd> fd = OpenAt(folder, subdirectory, O_RDONLY | O_DIRECTORY);
  if (!fd.ok()) return fd.error();
  return SyncDirectory(fd.value().get());
}

}  // namespace

std::string_view MaildirEntry::Unique() const {
  return std::string_view(name).substr(0, name.find(':'));
}

std::optional<uint64_t> MaildirEntry::Size() const {
  const size_t at = name.find(",S=");
  if (at == std::string::npos) return std::nullopt;
  uint64_t size = 0;
  const char* end = name.data() + name.size();
  const auto [stop, err] = std::from_chars(name.data() + at + 3, end, size);
  if (err != std::errc() || (stop != end && *stop != ',' && *stop != ':'))
    return std::nullopt;
  return size;
}

Result<Maildir> Maildir::Open(int parent, const std::string& name) {
  Result<Fd> fd = OpenAt(parent, name, O_RDONLY | O_DIRECTORY);
  if (!fd.ok()) return fd.error();
  for (const char* subdirectory : {"tmp", "new", "cur"}) {
    struct stat st = {};
    if (::fstatat(fd.value().get(), subdirectory, &st, AT_SYMLINK_NOFOLLOW) !=
            0 ||
        !S_ISDIR(st.st_mode))
      return Error{"open", name + "/" + subdirectory, ENOTDIR};
  }
  Maildir folder;
  folder.directory_ = std::move(fd.value());
  return folder;
}

Status Maildir::Make(int parent, const std::string& name) {
  Status made = MakeDirectory(parent, name);
  if (!made.ok()) return made;
  for (const char* subdirectory : {"tmp", "new", "cur"}) {
    made = MakeDirectory(parent, name + "/" + subdirectory);
    if (!made.ok()) return made;
  }
  if (name.front() != '.') return {};
  const std::string mark = name + "/maildirfolder";
  const Fd file(::openat(parent, mark.c_str(),
                         O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                         kMessageMode));
  if (!file.valid()) return SystemError("open", mark);
  return {};
}

Status Maildir::Visit(
    const std::string& subdirectory,
    const std::function<bool(const MaildirEntry&)>& see) const {
  Result<Fd> fd = OpenAt(directory(), subdirectory, O_RDONLY | O_DIRECTORY);
  if (!fd.ok()) return fd.error();
  DIR* entries = ::fdopendir(fd.value().get());
  if (entries == nullptr) return SystemError("opendir", subdirectory);
  fd.value().Release();
  MaildirEntry message = {subdirectory, ""};
  bool more = true;
  errno = 0;
  while (const struct dirent* entry = more ? ::readdir(entries) : nullptr) {
    message.name = entry->d_name;
    if (message.name.front() != '.') more = see(message);
    errno = 0;
  }
  const int err = errno;
  ::closedir(entries);
  if (err != 0) return Error{"readdir", subdirectory, err};
  return {};
}

Result<std::vector<MaildirEntry>> Maildir::List() const {
  std::vector<MaildirEntry> entries;
  for (const char* subdirectory : {"new", "cur"}) {
    Status seen = Visit(subdirectory, [&entries](const MaildirEntry& entry) {
      entries.push_back(entry);
      return true;
    });
    if (!seen.ok()) return seen.error();
  }
  return entries;
}

Result<std::optional<MaildirEntry>> Maildir::FindByPrefix(
    std::string_view prefix) const {
  std::optional<MaildirEntry> found;
  for (const char* subdirectory : {"new", "cur"}) {
    Status seen = Visit(subdirectory, [&](const MaildirEntry& entry) {
      if (!found && entry.name.starts_with(prefix)) found = entry;
      return !found;
    });
    if (!seen.ok()) return seen.error();
  }
  return found;
}

Status Maildir::Sync() const {
  Status synced = SyncSubdirectory(directory(), "new");
  return synced.ok() ? SyncSubdirectory(directory(), "cur") : synced;
}

Status Maildir::Move(const MaildirEntry& entry, const Maildir& to,
                     const MaildirEntry& as) const {
  if (::renameat2(directory(), entry.Path().c_str(), to.directory(),
                  as.Path().c_str(), RENAME_NOREPLACE) != 0)
    return SystemError("rename", entry.Path());
  Status synced = SyncSubdirectory(to.directory(), as.subdirectory);
  if (!synced.ok()) return synced;
  return SyncSubdirectory(directory(), entry.subdirectory);
}

std::optional<uint64_t> Maildir::SizeOnDisk(const MaildirEntry& entry) const {
  struct stat st = {};
  if (::fstatat(directory(), entry.Path().c_str(), &st, AT_SYMLINK_NOFOLLOW) !=
          0 ||
      !S_ISREG(st.st_mode))
    return std::nullopt;
  return static_cast<uint64_t>(st.st_size);
}

Status Maildir::Remove(const MaildirEntry& entry) const {
  if (::unlinkat(directory(), entry.Path().c_str(), 0) != 0)
    return SystemError("unlink", entry.Path());
  return {};
}

Result<Delivery> Delivery::Begin(const Maildir& folder,
                                 const std::string& unique) {
  Delivery delivery;
  delivery.directory_ =
      Fd(::fcntl(folder.directory(), F_DUPFD_CLOEXEC, 3));
  if (!delivery.directory_.valid()) return SystemError("fcntl", unique);
  Result<Fd> file = OpenAt(folder.directory(), "tmp/" + unique,
                           O_RDWR | O_CREAT | O_EXCL, kMessageMode);
  if (!file.ok()) return file.error();
  delivery.file_ = std::move(file.value());
  delivery.unique_ = unique;
  return delivery;
}

Delivery::~Delivery() {
  if (file_.valid())
    ::unlinkat(directory_.get(), ("tmp/" + unique_).c_str(), 0);
}

std::string Delivery::NameOf(const std::string& unique, uint64_t bytes) {
  return unique + ",S=" + std::to_string(bytes);
}

Result<std::string> Delivery::Commit(uint64_t bytes) {
  const std::string name = NameOf(unique_, bytes);
  if (::fsync(file_.get()) != 0) return SystemError("fsync", name);
  if (::renameat2(directory_.get(), ("tmp/" + unique_).c_str(),
                  directory_.get(), ("new/" + name).c_str(),
                  RENAME_NOREPLACE) != 0)
    return SystemError("rename", name);
  file_.Reset();
  Status synced = SyncSubdirectory(directory_.get(), "new");
  if (!synced.ok()) return synced.error();
  return name;
}

}  // namespace sallyport
