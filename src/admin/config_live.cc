#include "admin/config_live.h"

#include <cdb.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "admin/scanner_options.h"
#include "base/fd.h"
#include "base/io.h"
#include "mail/compiled_rules.h"
#include "mail/config.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr std::string_view kFront = "live.";
constexpr char kLink[] = "live";
constexpr char kNewLink[] = "live.new";
constexpr int kNew = O_RDWR | O_CREAT | O_EXCL;

/// Who may read what goes live: root writes it, the gate's group reads it; or
/// all of it is the caller's alone.
struct LiveModes {
  mode_t directory = 0700;
  mode_t file = 0600;
  std::optional<gid_t> group;
};

/// A folder under way; taken away again unless Commit() is called.
class NewFolder {
 public:
  NewFolder(int parent, std::string name)
      : parent_(parent), name_(std::move(name)) {}
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  ~NewFolder();

  const std::string& name() const { return name_; }
  void Commit() { committed_ = true; }

 private:
  int parent_;
  std::string name_;
  bool committed_ = false;
};

std::vector<std::string> NamesIn(int directory) {
  std::vector<std::string> names;
  const int again = ::openat(directory, ".",
                             O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(
      again < 0 ? nullptr : ::fdopendir(again), ::closedir);
  if (!stream) return names;
  while (const struct dirent* entry = ::readdir(stream.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  return names;
}

void RemoveFolder(int parent, const std::string& name) {
  const Result<Fd> folder = OpenAt(parent, name, O_RDONLY | O_DIRECTORY);
  if (!folder.ok()) return;
  for (const std::string& file : NamesIn(folder.value().get()))
    ::unlinkat(folder.value().get(), file.c_str(), 0);
  ::unlinkat(parent, name.c_str(), AT_REMOVEDIR);
}

NewFolder::~NewFolder() {
  if (!committed_) RemoveFolder(parent_, name_);
}

/// N of "live.N"; 0 if the name is not of that form.
unsigned long NumberOf(std::string_view name) {
  unsigned long number = 0;
  if (!name.starts_with(kFront)) return 0;
  name.remove_prefix(kFront.size());
  const char* const end = name.data() + name.size();
  const auto [at, err] = std::from_chars(name.data(), end, number);
  return err == std::errc() && at == end ? number : 0;
}

/// Values that only the new folder's name gives, by key.
using LiveValues = std::map<std::string, std::string>;

/// Where a plugin finds its compiled rules: by the folder's own name and not
/// by the link, so that what has read one config.cdb gets the rules of it,
/// and since no link is followed to what a wall is opened for.
LiveValues ValuesOf(const CompiledConfig& config, const std::string& folder) {
  LiveValues values;
  for (const RuleSet& set : config.rule_sets) {
    const std::string prefix = "scanner." + set.scanner + ".";
    const std::string path = folder + "/" + CompiledRulesName(set.scanner);
    values[prefix + "env"] =
        config.Text(prefix + "env") +
        FormatConfigList({OptionVariable("compiled") + "=" + path});
    values[prefix + "read"] =
        config.Text(prefix + "read") + FormatConfigList({path});
  }
  return values;
}

Status WriteCdb(int fd, const CompiledConfig& config,
                const LiveValues& values) {
  struct cdb_make make = {};
  if (::cdb_make_start(&make, fd) != 0) return SystemError("write", kConfigCdb);
  for (const auto& [key, entry] : config.entries) {
    const auto of_live = values.find(key);
    const std::string& value =
        of_live == values.end() ? entry.value : of_live->second;
    if (::cdb_make_add(&make, key.data(), static_cast<unsigned>(key.size()),
                       value.data(),
                       static_cast<unsigned>(value.size())) != 0) {
      const Error error = SystemError("write", kConfigCdb);
      ::cdb_make_finish(&make);
      return error;
    }
  }
  if (::cdb_make_finish(&make) != 0) return SystemError("write", kConfigCdb);
  return {};
}

Status Settle(int fd, const std::string& name, mode_t mode,
              const LiveModes& modes) {
  if (modes.group && ::fchown(fd, 0, *modes.group) != 0)
    return SystemError("fchown", name);
  if (::fchmod(fd, mode) != 0) return SystemError("fchmod", name);
  if (::fsync(fd) != 0) return SystemError("fsync", name);
  return {};
}

Status WriteFile(int folder, const std::string& name, std::string_view bytes,
                 const LiveModes& modes) {
  const Result<Fd> file = OpenAt(folder, name, kNew, 0600);
  if (!file.ok()) return file.error();
  Status done = WriteAll(file.value().get(), bytes);
  if (done.ok()) done = Settle(file.value().get(), name, modes.file, modes);
  return done;
}

/// Compiled rules are read by the scan user, who may read nothing else here.
LiveModes ModesOfRules(const CompiledConfig& config, LiveModes modes) {
  if (config.set_uid)
    modes.group =
        static_cast<gid_t>(std::atol(config.Text("gid.scan_user").c_str()));
  return modes;
}

Status FillFolder(int folder, const CompiledConfig& config,
                  const LiveValues& values, const LiveModes& modes) {
  const Result<Fd> cdb = OpenAt(folder, kConfigCdb, kNew, 0600);
  if (!cdb.ok()) return cdb.error();
  Status done = WriteCdb(cdb.value().get(), config, values);
  if (done.ok())
    done = Settle(cdb.value().get(), kConfigCdb, modes.file, modes);
  if (done.ok() && config.policy)
    done = WriteFile(folder, kPolicyBin, EncodePolicyRules(*config.policy),
                     modes);
  const LiveModes of_rules = ModesOfRules(config, modes);
  for (const RuleSet& set : config.rule_sets)
    if (done.ok())
      done = WriteFile(folder, CompiledRulesName(set.scanner), set.file,
                       of_rules);
  return done;
}

/// The folder `live` names now, "" if there is no such link.
Result<std::string> ReadLink(int directory) {
  char target[PATH_MAX];
  const ssize_t n = ::readlinkat(directory, kLink, target, sizeof target);
  if (n >= 0) return std::string(target, static_cast<size_t>(n));
  if (errno == ENOENT) return std::string();
  if (errno == EINVAL)
    return FormatError("switch", std::string(kLink) + ": is not a link");
  return SystemError("readlink", kLink);
}

Status Switch(int directory, const std::string& folder) {
  ::unlinkat(directory, kNewLink, 0);
  if (::symlinkat(folder.c_str(), directory, kNewLink) != 0)
    return SystemError("symlink", kNewLink);
  if (::renameat(directory, kNewLink, directory, kLink) != 0) {
    const Error error = SystemError("rename", kLink);
    ::unlinkat(directory, kNewLink, 0);
    return error;
  }
  return SyncDirectory(directory);
}

void RemoveOlder(int directory, unsigned long number,
                 const std::string& before) {
  for (const std::string& name : NamesIn(directory)) {
    const unsigned long other = NumberOf(name);
    if (other != 0 && other < number && name != before)
      RemoveFolder(directory, name);
  }
}

}  // namespace

Result<std::string> WriteLive(const Context& context,
                              const CompiledConfig& config) {
  Result<Fd> opened = OpenDirectory(context.directory);
  if (!opened.ok()) return opened.error();
  const int directory = opened.value().get();
  if (::flock(directory, LOCK_EX | LOCK_NB) != 0)
    return SystemError("lock", context.directory);
  const Result<std::string> before = ReadLink(directory);
  if (!before.ok()) return before.error();
  LiveModes modes;
  if (config.set_uid) {
    // Whoever is to read rules in it must come through, and sees no names.
    const mode_t directory_mode = config.rule_sets.empty() ? 0750 : 0751;
    modes = {directory_mode, 0640,
             static_cast<gid_t>(std::atol(config.Text("gid.user").c_str()))};
  }
  std::error_code error;
  const std::string real =
      std::filesystem::canonical(context.directory, error).string();
  if (error) return FormatError(context.directory, error.message());
  unsigned long number = 0;
  for (const std::string& name : NamesIn(directory))
    number = std::max(number, NumberOf(name));
  ++number;
  const std::string name = std::string(kFront) + std::to_string(number);
  if (::mkdirat(directory, name.c_str(), 0700) != 0)
    return SystemError("mkdir", context.directory + "/" + name);
  NewFolder folder(directory, name);
  const Result<Fd> fd = OpenAt(directory, name, O_RDONLY | O_DIRECTORY);
  if (!fd.ok()) return fd.error();
  Status done = FillFolder(fd.value().get(), config,
                           ValuesOf(config, real + "/" + name), modes);
  if (done.ok())
    done = Settle(fd.value().get(), name, modes.directory, modes);
  if (done.ok()) done = SyncDirectory(directory);
  if (done.ok()) done = Switch(directory, name);
  if (!done.ok()) return done.error();
  folder.Commit();
  RemoveOlder(directory, number, before.value());
  return name;
}

}  // namespace sallyport
