// A PCRE2 pattern over one line of an engine's output, with limits: what is
// too much for it is remembered, never taken for "does not match".

#ifndef SALLYPORT_SCANNERS_PATTERN_H_
#define SALLYPORT_SCANNERS_PATTERN_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct pcre2_real_code_8;

namespace sallyport {

class Pattern {
 public:
  /// Matches nothing.
  Pattern() = default;
  static Result<Pattern> Compile(const std::string& text);

  bool Matches(std::string_view line) const;
  /// Group 1, or the whole match of a pattern without groups.
  std::optional<std::string> Group(std::string_view line) const;
  /// True once a line was too much for the limits.
  bool gave_up() const { return gave_up_; }

 private:
  struct Free {
    void operator()(pcre2_real_code_8* code) const;
  };
  std::unique_ptr<pcre2_real_code_8, Free> code_;
  mutable bool gave_up_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_PATTERN_H_
