// What a MIME object says of itself: its types, its names in every reading
// that GMime gives and as they are written, and whether its charset is known.

#ifndef SALLYPORT_UNPACK_DECLARED_H_
#define SALLYPORT_UNPACK_DECLARED_H_

#include <gmime/gmime.h>

#include <string>
#include <vector>

#include "unpack/charset.h"
#include "unpack/source.h"

namespace sallyport {

struct Declared {
  std::vector<std::string> types;  // "text/plain", lower case
  std::vector<std::string> names;
  std::vector<Charset> charsets;  // that can hide ASCII
  bool unknown_charset = false;
  size_t name_work = 0;  // bytes of names read so far
  bool too_many = false;  // names or types: some were not read
  bool conflicting = false;  // a Content- field is there twice and differs
};

Declared ReadDeclared(GMimeObject* object);

/// Adds the names in the header from `begin` to `end` that GMime does not see:
/// those that it cuts at a NUL, and those in fields that begin behind a bare
/// carriage return.
void ReadHiddenNames(Source* source, uint64_t begin, uint64_t end,
                     Declared* declared);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_DECLARED_H_
