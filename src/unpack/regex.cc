#include "unpack/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace sallyport {

namespace {

// A match that needs more than this is not one a rule was meant for.
constexpr uint32_t kMatchLimit = 300000;
constexpr uint32_t kDepthLimit = 10000;
constexpr uint32_t kHeapLimitKilobytes = 8192;

}  // namespace

struct Regex::Compiled {
  Compiled() = default;
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;
  ~Compiled() {
    pcre2_match_context_free(context);
    pcre2_match_data_free(match);
    pcre2_code_free(code);
  }
  bool complete() const {
    return code != nullptr && match != nullptr && context != nullptr;
  }

  pcre2_code* code = nullptr;
  pcre2_match_data* match = nullptr;
  pcre2_match_context* context = nullptr;
};

Regex::Regex(std::string pattern) : pattern_(std::move(pattern)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex::~Regex() = default;

Outcome Regex::Matches(std::string_view subject) {
  if (compiled_ == nullptr && !broken_) {
    compiled_ = std::make_unique<Compiled>();
    int error = 0;
    PCRE2_SIZE error_at = 0;
    compiled_->code = pcre2_compile(
        reinterpret_cast<PCRE2_SPTR>(pattern_.data()), pattern_.size(),
        PCRE2_CASELESS | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &error, &error_at,
        nullptr);
    compiled_->match = pcre2_match_data_create(1, nullptr);
    compiled_->context = pcre2_match_context_create(nullptr);
    broken_ = !compiled_->complete();
    if (!broken_) {
      pcre2_set_match_limit(compiled_->context, kMatchLimit);
      pcre2_set_depth_limit(compiled_->context, kDepthLimit);
      pcre2_set_heap_limit(compiled_->context, kHeapLimitKilobytes);
    }
  }
  if (broken_) return Outcome::kUnsure;
  const int result =
      pcre2_match(compiled_->code, reinterpret_cast<PCRE2_SPTR>(subject.data()),
                  subject.size(), 0, 0, compiled_->match, compiled_->context);
  if (result >= 0) return Outcome::kYes;
  return result == PCRE2_ERROR_NOMATCH ? Outcome::kNo : Outcome::kUnsure;
}

}  // namespace sallyport
