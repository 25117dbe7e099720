// The list of properties that TNEF carries ([MS-OXTNEF] 2.1.3.4): each with
// its type, its number and one value or several, padded to four bytes.

#ifndef SALLYPORT_UNPACK_MAPI_PROPERTIES_H_
#define SALLYPORT_UNPACK_MAPI_PROPERTIES_H_

#include <cstdint>

#include "unpack/source.h"

namespace sallyport {

struct MapiValue {
  uint16_t id = 0;
  uint16_t type = 0;  // without the mark of several values
  uint64_t begin = 0;
  uint64_t end = 0;
};

class MapiProperties {
 public:
  MapiProperties(Source* source, uint64_t begin, uint64_t end);

  /// The next value of variable length; others are passed over. False at the
  /// end.
  bool Next(MapiValue* value);
  /// True if the list ends too early or cannot be understood.
  bool damaged() const { return damaged_; }

 private:
  bool Read(uint32_t* number);
  bool Skip(uint64_t bytes);
  bool Property();
  bool NamedProperty();

  Source* source_;
  uint64_t at_;
  uint64_t end_;
  uint32_t properties_left_ = 0;
  uint32_t values_left_ = 0;
  MapiValue current_;
  bool damaged_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_MAPI_PROPERTIES_H_
