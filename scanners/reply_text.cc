#include "scanners/reply_text.h"

namespace sallyport {

std::string_view Until(std::string_view end, std::string_view* text) {
  const size_t at = text->find(end);
  const std::string_view before = text->substr(0, at);
  text->remove_prefix(at == std::string_view::npos ? text->size()
                                                   : at + end.size());
  return before;
}

std::string_view Trimmed(std::string_view text, std::string_view blanks) {
  const size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

}  // namespace sallyport
