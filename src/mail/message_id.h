// Our name for a message: "20261121.100000.123456.4242.9f3a2c", that is UTC
// time to the microsecond, pid and a tag of the host. 1 to 40 of
// [A-Za-z0-9.], unique over hosts, in order of time.

#ifndef SALLYPORT_MAIL_MESSAGE_ID_H_
#define SALLYPORT_MAIL_MESSAGE_ID_H_

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/clock.h"

namespace sallyport {

inline constexpr size_t kMaxIdBytes = 40;

std::string MakeMessageId(WallTime time, pid_t pid, std::string_view host_tag);

/// True for what MakeMessageId could have made on some host.
bool IsMessageId(std::string_view text);

/// Six hexadecimal digits that stand for a host's name in ids.
std::string HostTag(std::string_view hostname);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_MESSAGE_ID_H_
