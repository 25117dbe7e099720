// What a recoder makes of a text, whatever the pieces it comes in.

#ifndef SALLYPORT_TESTS_UNPACK_RECODE_H_
#define SALLYPORT_TESTS_UNPACK_RECODE_H_

#include <doctest/doctest.h>

#include <string>

#include "unpack/recoded_source.h"

namespace sallyport {

/// Tries pieces of every size up to 20, and a clone at every cut.
inline std::string Recode(const Recoder& recoder, std::string_view text) {
  std::string whole;
  const std::unique_ptr<Recoder> once = recoder.Clone();
  once->Take(text, &whole);
  once->Finish(&whole);
  for (size_t piece = 1; piece <= 20; ++piece) {
    std::string out;
    std::unique_ptr<Recoder> state = recoder.Clone();
    for (size_t at = 0; at < text.size(); at += piece) {
      state->Take(text.substr(at, piece), &out);
      state = state->Clone();
    }
    state->Finish(&out);
    CHECK(out == whole);
    CHECK(state->damaged() == once->damaged());
  }
  return whole;
}

inline bool IsDamaged(const Recoder& recoder, std::string_view text) {
  std::string out;
  const std::unique_ptr<Recoder> state = recoder.Clone();
  state->Take(text, &out);
  state->Finish(&out);
  return state->damaged();
}

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_RECODE_H_
