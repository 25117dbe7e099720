// Asks the site's YARA rules, as `sallyport rules` compiled them: over the raw
// message, its header alone, and every part, each with what the manifest says
// of it as variables. sallyport-yara(5) tells of keys, sets and variables.
//
// Whatever is looked at is mapped whole, so that no pattern is cut by the end
// of a window; what libyara itself takes does not grow with it. Any error, a
// scan that ran out of time or of matches, and rules that are not exactly as
// they were compiled mean "not scanned".

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/io.h"
#include "mail/compiled_rules.h"
#include "mail/manifest.h"
#include "mail/paths.h"
#include "scanners/scanner.h"
#include "scanners/yara_rules.h"

namespace sallyport {

namespace {

/// A rule that hits more parts than this is told of these, lest thousands of
/// parts make an answer too long to count.
constexpr size_t kMostPartsARule = 20;
constexpr size_t kMaxManifestBytes = size_t{256} * 1024 * 1024;
constexpr size_t kVersionDigits = 8;
constexpr size_t kMaxDetailBytes = 1000;

/// A file's bytes while the object lives.
class MappedFile {
 public:
  static Result<MappedFile> Open(const std::string& path) {
    const Result<Fd> fd = OpenAt(AT_FDCWD, path, O_RDONLY);
    if (!fd.ok()) return fd.error();
    struct stat st = {};
    if (::fstat(fd.value().get(), &st) != 0) return SystemError("fstat", path);
    MappedFile file;
    file.bytes_ = static_cast<size_t>(st.st_size);
    if (file.bytes_ == 0) return file;
    void* at = ::mmap(nullptr, file.bytes_, PROT_READ, MAP_PRIVATE,
                      fd.value().get(), 0);
    if (at == MAP_FAILED) return SystemError("mmap", path);
    file.at_ = at;
    return file;
  }
  MappedFile(MappedFile&& other) noexcept
      : at_(std::exchange(other.at_, nullptr)), bytes_(other.bytes_) {}
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile() {
    if (at_ != nullptr) ::munmap(at_, bytes_);
  }

  std::string_view view() const {
    return at_ == nullptr ? std::string_view("", 0)
                          : std::string_view(static_cast<char*>(at_), bytes_);
  }

 private:
  MappedFile() = default;
  void* at_ = nullptr;
  size_t bytes_ = 0;
};

/// Up to the first empty line, which is not of it.
std::string_view HeaderOf(std::string_view message) {
  for (size_t at = 0; at < message.size();) {
    const size_t end = message.find('\n', at);
    const std::string_view line =
        message.substr(at, end == std::string_view::npos ? end : end - at);
    if (line.empty() || line == "\r") return message.substr(0, at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  return message;
}

std::string Lines(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += item + "\n";
  return text;
}

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The rules that `sallyport rules test` tries lie in the slot; those that
/// are live where the option says.
std::string RulesPath() {
  if (!Option("CANDIDATE")) return Option("COMPILED").value_or("");
  const std::string message = MessagePath();
  return message.substr(0, message.rfind('/') + 1) + kSlotRules;
}

struct LoadedRules {
  YaraRules rules;
  std::string version;
};

Result<LoadedRules> LoadRules() {
  const std::string path = RulesPath();
  if (path.empty())
    return FormatError("configuration", "no rules were compiled");
  const Result<MappedFile> file = MappedFile::Open(path);
  if (!file.ok()) return file.error();
  const Result<CompiledRules> compiled =
      DecodeCompiledRules(file.value().view());
  if (!compiled.ok()) return compiled.error();
  if (compiled.value().engine != YaraEngine())
    return FormatError("rules are compiled by", compiled.value().engine +
                                                    ", this is " +
                                                    YaraEngine());
  Result<YaraRules> rules = YaraRules::Load(compiled.value().bytes);
  if (!rules.ok()) return rules.error();
  return LoadedRules{std::move(rules.value()),
                     compiled.value().source.substr(0, kVersionDigits)};
}

/// What all rules found in all of the message.
class Findings : public YaraListener {
 public:
  explicit Findings(const std::vector<YaraRules::Rule>& rules)
      : rules_(rules) {}

  void LookAt(int part) { part_ = part; }

  void Matched(size_t index) override { hits_[index].insert(part_); }
  void Imports(std::string_view) override {}

  /// In the order of the rules.
  void Tell(ScannerAnswer* answer) const {
    double score = 0;
    std::string detail;
    bool spam = false;
    for (const auto& [index, parts] : hits_) {
      const YaraMeaning& meaning = rules_[index].meaning.value();
      if (meaning.set == YaraSet::kVirus) TellParts(meaning, parts, answer);
      for (const std::string& name : meaning.except) answer->Except(name);
      if (meaning.set != YaraSet::kSpam) continue;
      spam = true;
      score += meaning.score;
      if (detail.size() < kMaxDetailBytes)
        detail += (detail.empty() ? "" : ",") + meaning.name;
    }
    if (spam) answer->Spam(score, detail);
  }

 private:
  static void TellParts(const YaraMeaning& meaning, const std::set<int>& parts,
                        ScannerAnswer* answer) {
    size_t told = 0;
    for (const int part : parts)
      if (told++ < kMostPartsARule)
        answer->Found(Cause::kVirus, meaning.name, part);
  }

  const std::vector<YaraRules::Rule>& rules_;
  std::map<size_t, std::set<int>> hits_;
  int part_ = 0;
};

/// The message and its parts, one after another, before one deadline.
class Look {
 public:
  Look(YaraScanner* scanner, Deadline deadline, Findings* findings)
      : scanner_(scanner), deadline_(deadline), findings_(findings) {
    facts_.sender = Variable("SALLYPORT_SENDER");
    facts_.relay = Variable("SALLYPORT_RELAY");
  }

  Status Run() {
    const Result<std::vector<std::string>> recipients = Recipients();
    if (!recipients.ok()) return recipients.error();
    facts_.recipients = static_cast<int64_t>(recipients.value().size());
    const Result<std::vector<ManifestRow>> rows = ReadManifest();
    if (!rows.ok()) return rows.error();
    const Result<std::vector<ScannerPart>> parts = Parts();
    if (!parts.ok()) return parts.error();
    std::map<int, std::string> paths = {{0, MessagePath()}};
    for (const ScannerPart& part : parts.value())
      paths[part.number] = part.path;
    if (paths.size() != rows.value().size())
      return FormatError("parts", "are not those of the manifest");
    for (const ManifestRow& row : rows.value()) {
      const auto path = paths.find(row.part);
      if (path == paths.end())
        return FormatError("no file for part", std::to_string(row.part));
      Status looked = LookAt(row, path->second);
      if (!looked.ok()) return looked;
    }
    return {};
  }

 private:
  static Result<std::vector<ManifestRow>> ReadManifest() {
    const Result<std::string> text = ReadFile(
        AT_FDCWD, Variable("SALLYPORT_MANIFEST"), kMaxManifestBytes);
    if (!text.ok()) return text.error();
    return ParseManifest(text.value());
  }

  Status LookAt(const ManifestRow& row, const std::string& path) {
    const Result<MappedFile> file = MappedFile::Open(path);
    if (!file.ok()) return file.error();
    std::vector<std::string> names = row.names;
    if (!row.name.empty()) names.insert(names.begin(), row.name);
    facts_.kind = row.kind;
    facts_.name = row.name;
    facts_.names = Lines(names);
    facts_.type = row.type;
    facts_.flags = Lines(row.flags);
    facts_.part = row.part;
    facts_.depth = row.depth;
    findings_->LookAt(row.part);
    Status scanned = Scan(file.value().view());
    if (!scanned.ok() || row.part != 0) return scanned;
    facts_.kind = "headers";
    facts_.type = "text/rfc822-headers";
    return Scan(HeaderOf(file.value().view()));
  }

  Status Scan(std::string_view bytes) {
    facts_.bytes = static_cast<int64_t>(bytes.size());
    // Begun seconds count whole, and none is no limit to libyara.
    const int seconds =
        static_cast<int>((deadline_.RemainingMs() + 999) / 1000);
    return scanner_->Scan(bytes, facts_, seconds, findings_);
  }

  YaraScanner* scanner_;
  Deadline deadline_;
  Findings* findings_;
  YaraFacts facts_;
};

}  // namespace

Status Scan(ScannerAnswer* answer) {
  const Result<int64_t> seconds = NumberOption("SCAN_SECONDS", 30, 1, 3600);
  if (!seconds.ok()) return seconds.error();
  Status started = StartYara();
  if (!started.ok()) return started;
  const Result<LoadedRules> loaded = LoadRules();
  if (!loaded.ok()) return loaded.error();
  const YaraRules& rules = loaded.value().rules;
  const std::vector<YaraRules::Rule> known = rules.Rules();
  if (known.empty()) return FormatError("rules", "there is none");
  for (const YaraRules::Rule& rule : known)
    if (!rule.is_private && !rule.meaning.ok()) return rule.meaning.error();
  Result<YaraScanner> scanner = YaraScanner::Open(rules);
  if (!scanner.ok()) return scanner.error();
  const Status there = AwaitParts();
  if (!there.ok()) return there;
  const Deadline deadline = Deadline::InMs(seconds.value() * 1000);
  Findings findings(known);
  Status looked = Look(&scanner.value(), deadline, &findings).Run();
  if (!looked.ok()) return looked;
  answer->Engine(YaraEngine() + ", rules " + loaded.value().version);
  findings.Tell(answer);
  return {};
}

}  // namespace sallyport
