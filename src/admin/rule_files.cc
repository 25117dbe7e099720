#include "admin/rule_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "admin/config_value.h"
#include "base/fd.h"
#include "base/io.h"

namespace sallyport {

namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxFileBytes = size_t{64} * 1024 * 1024;
constexpr const char* kSets[] = {"virus", "spam", "exceptions"};
constexpr char kAllowed[] =
    "allowed: files of YARA rules, and folders with *.yar or *.yara files";

bool IsRuleFile(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  std::error_code error;
  return !name.starts_with('.') &&
         (name.ends_with(".yar") || name.ends_with(".yara")) &&
         !entry.is_directory(error);
}

/// Follows links, as a person's editor does; a fifo would hold us up.
Result<std::string> ReadRules(const std::string& path) {
  const Fd fd(::open(path.c_str(),
                     O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status = {};
  if (!fd.valid() || ::fstat(fd.get(), &status) != 0)
    return SystemError("open", path);
  if (!S_ISREG(status.st_mode)) return FormatError(path, "is not a file");
  return ReadToEnd(fd.get(), kMaxFileBytes);
}

class Reader {
 public:
  Reader(const std::string& prefix, Mistakes* mistakes, RuleFiles* files)
      : prefix_(prefix), mistakes_(mistakes), files_(files) {}

  void Read(const std::string& set, const TomlNode& node) {
    set_ = set;
    const auto paths = ReadTextList(prefix_ + set, node, mistakes_);
    if (!paths) return;
    for (size_t i = 0; i < paths->size(); ++i) {
      place_ = node.kind == TomlNode::Kind::kList ? node.items[i].place
                                                  : node.place;
      AddPath((*paths)[i]);
    }
  }

 private:
  void Error(const std::string& path, const std::string& wrong) {
    mistakes_->Error(place_, prefix_ + set_, Quoted(path) + " " + wrong,
                     kAllowed);
  }

  void AddPath(const std::string& path) {
    if (!path.starts_with('/')) return Error(path, "is not an absolute path");
    files_->paths.push_back(path);
    std::error_code error;
    if (!fs::is_directory(path, error)) return AddFile(path);
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error))
      if (IsRuleFile(entry)) names.push_back(entry.path().string());
    if (error) return Error(path, "cannot be read: " + error.message());
    if (names.empty()) return Error(path, "has no file of rules");
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      files_->paths.push_back(name);
      AddFile(name);
    }
  }

  void AddFile(const std::string& path) {
    Result<std::string> text = ReadRules(path);
    if (!text.ok()) return Error(path, text.error().Text());
    files_->sources.push_back({set_, path, std::move(text.value())});
  }

  const std::string& prefix_;
  Mistakes* mistakes_;
  RuleFiles* files_;
  std::string set_;
  Place place_;
};

}  // namespace

RuleFiles ReadRuleFiles(const std::string& prefix, const ScannerTable& table,
                        const Place& place, Mistakes* mistakes) {
  RuleFiles files;
  const size_t before = mistakes->errors();
  Reader reader(prefix, mistakes, &files);
  for (const char* set : kSets)
    if (const ScannerKey* key = table.Find(set)) reader.Read(set, key->node);
  if (files.sources.empty() && mistakes->errors() == before)
    mistakes->Error(place, prefix + "virus", "no rules are named",
                    "allowed: virus, spam and exceptions, one of them or "
                    "more, each a list of files and folders");
  return files;
}

}  // namespace sallyport
