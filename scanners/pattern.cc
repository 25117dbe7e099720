#include "scanners/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace sallyport {

namespace {

constexpr uint32_t kMatchLimit = 100000;

struct FreeMatch {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct FreeContext {
  void operator()(pcre2_match_context* context) const {
    pcre2_match_context_free(context);
  }
};

}  // namespace

void Pattern::Free::operator()(pcre2_real_code_8* code) const {
  pcre2_code_free(code);
}

Result<Pattern> Pattern::Compile(const std::string& text) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  Pattern pattern;
  pattern.code_.reset(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                    PCRE2_NEVER_BACKSLASH_C, &error, &offset, nullptr));
  if (!pattern.code_)
    return FormatError("not a regular expression", text);
  return pattern;
}

bool Pattern::Matches(std::string_view line) const {
  return Group(line).has_value();
}

std::optional<std::string> Pattern::Group(std::string_view line) const {
  if (!code_) return std::nullopt;
  const std::unique_ptr<pcre2_match_data, FreeMatch> match(
      pcre2_match_data_create_from_pattern(code_.get(), nullptr));
  const std::unique_ptr<pcre2_match_context, FreeContext> context(
      pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(context.get(), kMatchLimit);
  const int groups = pcre2_match(
      code_.get(), reinterpret_cast<PCRE2_SPTR>(line.data()), line.size(), 0,
      0, match.get(), context.get());
  if (groups == PCRE2_ERROR_NOMATCH) return std::nullopt;
  if (groups < 0) {
    gave_up_ = true;
    return std::nullopt;
  }
  const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(match.get());
  const size_t group = groups > 1 ? 1 : 0;
  const size_t begin = bounds[2 * group];
  const size_t end = bounds[2 * group + 1];
  if (begin == PCRE2_UNSET || end < begin) return std::string();
  return std::string(line.substr(begin, end - begin));
}

}  // namespace sallyport
