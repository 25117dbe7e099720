// sallyport-yarac [UID GID]: compiles a site's YARA rules. Rule files come in
// on descriptor 0 (mail/rule_sources.h), compiled rules go out on 1, mistakes
// on 2; exit 0 only if there was no error. With -v it says which engine reads
// what it compiles.
//
// Rules are often taken from others, and the parser of them is a large one:
// it runs here, in a process of its own, which before the first byte becomes
// the user it is told (started by root) and gives up every system call but
// for memory and its open descriptors. So a rule file can't `include` another:
// what is read is what the configuration names. What is compiled by the
// libyara linked here is loaded by the plugin that links the same.

#include <grp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/io.h"
#include "base/sha256.h"
#include "mail/compiled_rules.h"
#include "mail/rule_check.h"
#include "mail/rule_sources.h"
#include "scanners/yara_rules.h"
#include "scanners/yarac_calls.h"

namespace sallyport {

namespace {

enum YaracExit : int { kCompiled = 0, kMistaken = 1, kUnfit = 2 };

constexpr size_t kMaxSourceBytes = size_t{256} * 1024 * 1024;
constexpr rlim_t kCpuSeconds = 600;
#ifndef SALLYPORT_SANITIZED
constexpr rlim_t kMemoryBytes = rlim_t{4} * 1024 * 1024 * 1024;
#endif
constexpr int kTrialSeconds = 10;
/// Modules of libyara that no plugin here has.
constexpr std::string_view kNoModules[] = {"magic", "cuckoo"};

bool ParseId(const char* text, unsigned* id) {
  const char* const last = text + std::strlen(text);
  const auto [end, err] = std::from_chars(text, last, *id);
  return err == std::errc() && end == last && *id != 0;
}

/// Root becomes somebody else, for good; nobody else is asked to.
bool BecomeUser(const char* user, const char* group) {
  unsigned uid = 0;
  unsigned gid = 0;
  if (!ParseId(user, &uid) || !ParseId(group, &gid)) return false;
  if (::setgroups(0, nullptr) != 0 || ::setresgid(gid, gid, gid) != 0 ||
      ::setresuid(uid, uid, uid) != 0)
    return false;
  uid_t real = 0, effective = 0, saved = 0;
  return ::getresuid(&real, &effective, &saved) == 0 && real == uid &&
         effective == uid && saved == uid && ::setuid(0) != 0;
}

bool Limit(int resource, rlim_t most) {
  const struct rlimit limit = {most, most};
  return ::setrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0;
}

/// What a sanitizer needs is more than the program does.
bool Confine() {
  bool confined = Limit(RLIMIT_FSIZE, kMaxCompiledRulesBytes) &&
                  Limit(RLIMIT_CPU, kCpuSeconds) && Limit(RLIMIT_CORE, 0);
#ifndef SALLYPORT_SANITIZED
  confined = confined && Limit(RLIMIT_AS, kMemoryBytes) && ConfineYaracCalls();
#endif
  return confined;
}

/// Mistakes, told at once.
class Teller {
 public:
  void Tell(bool error, const std::string& file, int line,
            const std::string& text) {
    errors_ = errors_ || error;
    static_cast<void>(
        WriteAll(STDERR_FILENO,
                 FormatRuleMistake({error, file, std::max(line, 1), text}))
            .ok());
  }
  bool errors() const { return errors_; }

 private:
  bool errors_ = false;
};

/// Where a rule is written.
struct RulePlace {
  std::string file;
  int line = 1;
};

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_';
}

/// The line of "rule NAME".
int LineOfRule(std::string_view text, std::string_view name) {
  constexpr std::string_view kWord = "rule";
  for (size_t at = 0; (at = text.find(kWord, at)) != std::string_view::npos;) {
    const size_t rule = at;
    at += kWord.size();
    const size_t begin = text.find_first_not_of(" \t\r\n", at);
    if (begin == at || begin == std::string_view::npos ||
        text.substr(begin, name.size()) != name)
      continue;
    const size_t end = begin + name.size();
    if (end < text.size() && IsWordByte(text[end])) continue;
    return 1 + static_cast<int>(
                   std::count(text.begin(),
                              text.begin() + static_cast<long>(rule), '\n'));
  }
  return 1;
}

class Compiler {
 public:
  explicit Compiler(Teller* teller) : teller_(teller) {}

  /// The compiled rules, if nothing was wrong.
  std::optional<YaraRules> Compile(const std::vector<RuleSource>& sources) {
    YR_COMPILER* made = nullptr;
    const int code = yr_compiler_create(&made);
    if (code != ERROR_SUCCESS) return Fail(YaraError(code, "compiler"));
    compiler_.reset(made);
    yr_compiler_set_callback(made, Hear, this);
    yr_compiler_set_include_callback(made, nullptr, nullptr, nullptr);
    const Status defined = DefineFacts(made);
    if (!defined.ok()) return Fail(defined.error());
    for (const RuleSource& source : sources)
      if (!Add(source)) return std::nullopt;
    YR_RULES* rules = nullptr;
    const int got = yr_compiler_get_rules(made, &rules);
    if (got != ERROR_SUCCESS) return Fail(YaraError(got, "rules"));
    return YaraRules(rules);
  }

  /// Of each rule, as YaraRules::Rules() has them.
  std::vector<RulePlace> Places(const std::vector<YaraRules::Rule>& rules,
                                const std::vector<RuleSource>& sources) const {
    std::vector<RulePlace> places;
    size_t file = 0;
    for (size_t i = 0; i < rules.size(); ++i) {
      while (file + 1 < ends_.size() && i >= ends_[file]) ++file;
      places.push_back({sources[file].file,
                        LineOfRule(sources[file].text, rules[i].identifier)});
    }
    return places;
  }

 private:
  std::optional<YaraRules> Fail(const Error& error) {
    teller_->Tell(true, file_, 1, error.Text());
    return std::nullopt;
  }

  /// After a mistake a compiler takes no further file.
  bool Add(const RuleSource& source) {
    file_ = source.file;
    if (source.text.find('\0') != std::string::npos) {
      teller_->Tell(true, file_, 1, "is not text: it has a NUL byte");
      return false;
    }
    const uint32_t before = compiler_->next_rule_idx;
    const int errors = yr_compiler_add_string(
        compiler_.get(), source.text.c_str(), source.set.c_str());
    if (errors != 0) {
      // Told already, but for what no line is to blame for.
      if (!teller_->errors())
        teller_->Tell(true, file_, 1,
                      YaraError(compiler_->last_error, "compile").Text());
      return false;
    }
    if (compiler_->next_rule_idx == before)
      teller_->Tell(true, file_, 1, "there is no rule in this file");
    ends_.push_back(compiler_->next_rule_idx);
    return !teller_->errors();
  }

  static void Hear(int level, const char*, int line, const YR_RULE*,
                   const char* text, void* user) {
    const auto* self = static_cast<const Compiler*>(user);
    self->teller_->Tell(level == YARA_ERROR_LEVEL_ERROR, self->file_, line,
                        text);
  }

  struct Destroy {
    void operator()(YR_COMPILER* compiler) const {
      yr_compiler_destroy(compiler);
    }
  };
  Teller* teller_;
  std::unique_ptr<YR_COMPILER, Destroy> compiler_;
  std::string file_;
  std::vector<size_t> ends_;  // of each file, one behind its last rule
};

/// What rules import is seen only when they run.
class ImportCheck : public YaraListener {
 public:
  ImportCheck(std::string file, Teller* teller)
      : file_(std::move(file)), teller_(teller) {}
  void Matched(size_t) override {}
  void Imports(std::string_view module) override {
    if (std::find(std::begin(kNoModules), std::end(kNoModules), module) !=
        std::end(kNoModules))
      teller_->Tell(true, file_, 1,
                    "imports \"" + std::string(module) +
                        "\", which the plugin does not have");
  }

 private:
  std::string file_;
  Teller* teller_;
};

/// One scan of nothing: rules that can't run must not go live.
void TryRules(const YaraRules& rules, const std::string& file,
              Teller* teller) {
  ImportCheck check(file, teller);
  Result<YaraScanner> scanner = YaraScanner::Open(rules);
  const Status scanned =
      scanner.ok()
          ? scanner.value().Scan("", YaraFacts(), kTrialSeconds, &check)
          : Status(scanner.error());
  if (!scanned.ok())
    teller->Tell(true, file, 1, scanned.error().Text());
}

/// Comes last: whoever has a rule of that name is told so here.
RuleSource RuleForCheck() {
  return {"virus", "(the rule of sallyport check)",
          std::string("rule ") + kRuleCheckName + " { strings: $a = \"" +
              RuleCheckText() + "\" condition: $a }"};
}

int CompileAll(const std::string& input) {
  Teller teller;
  Result<std::vector<RuleSource>> sources = DecodeRuleSources(input);
  if (!sources.ok() || sources.value().empty()) return kUnfit;
  sources.value().push_back(RuleForCheck());
  Compiler compiler(&teller);
  const std::optional<YaraRules> rules = compiler.Compile(sources.value());
  if (!rules || teller.errors()) return kMistaken;
  const std::vector<YaraRules::Rule> all = rules->Rules();
  const std::vector<RulePlace> places = compiler.Places(all, sources.value());
  for (size_t i = 0; i < all.size(); ++i)
    if (!all[i].is_private && !all[i].meaning.ok())
      teller.Tell(true, places[i].file, places[i].line,
                  "rule " + all[i].identifier + ": " +
                      all[i].meaning.error().Text());
  TryRules(*rules, sources.value().front().file, &teller);
  const Result<std::string> bytes = rules->Save();
  if (!bytes.ok() || teller.errors()) return kMistaken;
  const std::string file = EncodeCompiledRules(
      {YaraEngine(), Hex(Sha256Of(input)), bytes.value()});
  return WriteAll(STDOUT_FILENO, file).ok() ? kCompiled : kUnfit;
}

}  // namespace

}  // namespace sallyport

int main(int argc, char** argv) {
  using namespace sallyport;
  if (argc == 2 && std::string_view(argv[1]) == "-v")
    return WriteAll(STDOUT_FILENO, YaraEngine()).ok() ? kCompiled : kUnfit;
  // Without a user to become it stays who it is, as all do with one uid.
  const bool fit = argc == 1 || (argc == 3 && BecomeUser(argv[1], argv[2]));
  if (!fit || !StartYara().ok() || !Confine()) return kUnfit;
  const Result<std::string> input = ReadToEnd(STDIN_FILENO, kMaxSourceBytes);
  return input.ok() ? CompileAll(input.value()) : kUnfit;
}
