#include "unpack/find_word.h"

#include <vector>

namespace sallyport {

namespace {

/// How much of the word's front is left matched when it breaks off behind
/// each of its characters (Knuth, Morris, Pratt).
std::vector<size_t> Fallbacks(std::string_view word) {
  std::vector<size_t> fallbacks(word.size(), 0);
  size_t matched = 0;
  for (size_t i = 1; i < word.size(); ++i) {
    while (matched > 0 && word[i] != word[matched])
      matched = fallbacks[matched - 1];
    if (word[i] == word[matched]) ++matched;
    fallbacks[i] = matched;
  }
  return fallbacks;
}

}  // namespace

uint64_t FindWord(Source* source, uint64_t begin, std::string_view word) {
  const std::vector<size_t> fallbacks = Fallbacks(word);
  uint64_t at = begin;
  size_t matched = 0;
  for (std::string_view view = source->View(at); !view.empty();
       view = source->View(at)) {
    for (const char c : view) {
      ++at;
      while (matched > 0 && c != word[matched])
        matched = fallbacks[matched - 1];
      if (c == word[matched]) ++matched;
      if (matched == word.size()) return at - matched;
    }
  }
  return at;
}

}  // namespace sallyport
