// The codes of qmail-queue(8): which end a message for good, and that each
// can be told to a person.

#include "mail/exit_code.h"

#include <doctest/doctest.h>
#include <signal.h>

#include "tests/base/forked.h"

namespace sallyport {

TEST_CASE("11 to 40 are permanent, all others temporary") {
  for (const ExitCode code :
       {ExitCode::kAccepted, ExitCode::kAddressTooLong, ExitCode::kRefused,
        ExitCode::kMemory, ExitCode::kTimeout, ExitCode::kWrite,
        ExitCode::kRead, ExitCode::kConfig, ExitCode::kDeferred, ExitCode::kBug,
        ExitCode::kClientText, ExitCode::kEnvelope, ExitCode::kExec}) {
    const ExitCodeRow& row = Describe(code);
    const int number = static_cast<int>(code);
    CHECK(row.code == code);
    CHECK(row.permanent == (number >= 11 && number <= 40));
    CHECK_FALSE(row.text.empty());
  }
}

TEST_CASE("the numbers are qmail's") {
  CHECK(static_cast<int>(ExitCode::kAccepted) == 0);
  CHECK(static_cast<int>(ExitCode::kAddressTooLong) == 11);
  CHECK(static_cast<int>(ExitCode::kRefused) == 31);
  CHECK(static_cast<int>(ExitCode::kMemory) == 51);
  CHECK(static_cast<int>(ExitCode::kTimeout) == 52);
  CHECK(static_cast<int>(ExitCode::kWrite) == 53);
  CHECK(static_cast<int>(ExitCode::kRead) == 54);
  CHECK(static_cast<int>(ExitCode::kConfig) == 55);
  CHECK(static_cast<int>(ExitCode::kDeferred) == 71);
  CHECK(static_cast<int>(ExitCode::kBug) == 81);
  CHECK(static_cast<int>(ExitCode::kClientText) == 82);
  CHECK(static_cast<int>(ExitCode::kEnvelope) == 91);
}

TEST_CASE("an unknown code ends the process") {
  test::Forked describer([] {
    Describe(static_cast<ExitCode>(12));
    return 0;
  });
  CHECK(describer.Wait().signal == SIGABRT);
}

}  // namespace sallyport
