// libyara with owners and errors as values: compiled rules, and a scan of one
// buffer with them. Every code of libyara but success is an error here, and
// so is a scan that gave up looking: what was not looked at to its end was
// not scanned.

#ifndef SALLYPORT_SCANNERS_YARA_RULES_H_
#define SALLYPORT_SCANNERS_YARA_RULES_H_

#include <yara.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scanners/yara_meaning.h"

namespace sallyport {

/// Rules are read by the version that compiled them: "yara 4.2.3".
std::string YaraEngine();

/// yr_initialize, once for the process.
Status StartYara();

/// A code of libyara in words, with `subject`.
Error YaraError(int code, std::string_view subject);

/// What rules are told of the thing they look at, each a variable of that
/// name.
struct YaraFacts {
  std::string kind;  // of the manifest; "message", and "headers" of its top
  std::string name;
  std::string names;  // each with a newline behind it
  std::string type;
  std::string flags;  // as names
  int64_t part = 0;
  int64_t bytes = 0;
  int64_t depth = 0;
  std::string sender;
  std::string relay;
  int64_t recipients = 0;
};

/// Makes the variables known to a compiler.
Status DefineFacts(YR_COMPILER* compiler);

class YaraRules {
 public:
  /// Reads what Save() wrote; the bytes must be exactly those.
  static Result<YaraRules> Load(std::string_view bytes);
  /// Takes what a compiler has compiled.
  explicit YaraRules(YR_RULES* rules) : rules_(rules, yr_rules_destroy) {}

  Result<std::string> Save() const;

  YR_RULES* get() const { return rules_.get(); }

  /// What each rule means that is not private, in the order of the rules.
  struct Rule {
    std::string identifier;
    std::string set;
    bool is_private = false;
    Result<YaraMeaning> meaning;
  };
  std::vector<Rule> Rules() const;

 private:
  std::unique_ptr<YR_RULES, int (*)(YR_RULES*)> rules_;
};

/// One rule that matched, or a module that rules asked for.
class YaraListener {
 public:
  virtual ~YaraListener() = default;
  /// `index` as in YaraRules::Rules().
  virtual void Matched(size_t index) = 0;
  virtual void Imports(std::string_view module) = 0;
};

class YaraScanner {
 public:
  static Result<YaraScanner> Open(const YaraRules& rules);

  /// `seconds` is 1 or more; libyara takes 0 for no limit.
  Status Scan(std::string_view bytes, const YaraFacts& facts, int seconds,
              YaraListener* listener);

 private:
  explicit YaraScanner(YR_SCANNER* scanner)
      : scanner_(scanner, yr_scanner_destroy) {}
  Status Tell(const YaraFacts& facts);

  std::unique_ptr<YR_SCANNER, void (*)(YR_SCANNER*)> scanner_;
};

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_YARA_RULES_H_
