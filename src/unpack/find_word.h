// Where a word stands in a source, however its bytes are cut into views.

#ifndef SALLYPORT_UNPACK_FIND_WORD_H_
#define SALLYPORT_UNPACK_FIND_WORD_H_

#include <cstdint>
#include <string_view>

#include "unpack/source.h"

namespace sallyport {

/// Where `word` next stands at or behind `begin`; the end if it does not.
uint64_t FindWord(Source* source, uint64_t begin, std::string_view word);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_FIND_WORD_H_
