// How old an engine's signatures are, as far as the text by which it names
// itself tells: the last date in it.

#ifndef SALLYPORT_ADMIN_SIGNATURE_AGE_H_
#define SALLYPORT_ADMIN_SIGNATURE_AGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace sallyport {

/// Older ones are for a person to look at.
inline constexpr int64_t kOldSignatureHours = 7 * 24;

/// Hours since "Sat Nov 21 08:25:12 2026" (ClamAV, UTC) or "2026-11-21", with
/// or without "T08:25"; none without a date, or one that is not of the past.
std::optional<int64_t> SignatureHours(std::string_view engine, WallTime now);

/// "5 hours", "3 days"
std::string AgeText(int64_t hours);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_SIGNATURE_AGE_H_
