// Values of the side table: numbers in decimal and texts, tab-delimited.

#ifndef SALLYPORT_STATE_SIDE_VALUE_H_
#define SALLYPORT_STATE_SIDE_VALUE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace sallyport {

/// The numbers at the front of a value; what is missing or none is 0.
struct SideNumbers {
  uint64_t first = 0;
  uint64_t second = 0;
  uint64_t third = 0;
};
SideNumbers ParseSideNumbers(std::string_view value);
std::string FormatSideNumbers(uint64_t first, uint64_t second, uint64_t third);

/// Seconds as they stand in the table; 0 for a time before 1970.
uint64_t SideSeconds(WallTime now);
/// A time that is yet to come is old, too: the clock was wrong then.
bool IsOlder(uint64_t then, WallTime now, int64_t than_seconds);

}  // namespace sallyport

#endif  // SALLYPORT_STATE_SIDE_VALUE_H_
