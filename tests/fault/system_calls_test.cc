#include "tests/fault/system_calls.h"

#include <doctest/doctest.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>

using namespace sallyport::fault;

TEST_CASE("system calls have names and plausible errors") {
  CHECK(SystemCallName(SYS_linkat) == "linkat");
  CHECK(SystemCallName(9999) == "call_9999");
  CHECK(ParseSystemCall("copy_file_range") == SYS_copy_file_range);
  CHECK_FALSE(ParseSystemCall("nosuch").has_value());
  const std::vector<int> errnos = PlausibleErrnos(SYS_fsync);
  CHECK(errnos == std::vector<int>{EIO, ENOSPC});
  CHECK(PlausibleErrnos(SYS_exit_group).empty());
  CHECK(PlausibleErrnos(SYS_setfsuid).empty());
  CHECK(PlausibleErrnos(9999) == std::vector<int>{EIO});
}

TEST_CASE("errors are known by name and number") {
  CHECK(ErrnoName(ENOSPC) == "ENOSPC");
  CHECK(ParseErrno("ENOSPC") == ENOSPC);
  CHECK(ParseErrno("28") == 28);
  CHECK_FALSE(ParseErrno("ENOSUCH").has_value());
  CHECK_FALSE(ParseErrno("").has_value());
  CHECK_FALSE(ParseErrno("0").has_value());
}
