#include "mail/exit_code.h"

#include <array>
#include <cstdlib>

namespace sallyport {

namespace {

constexpr std::array<ExitCodeRow, 13> kRows = {{
    {ExitCode::kAccepted, false, "accepted"},
    {ExitCode::kAddressTooLong, true, "envelope address too long"},
    {ExitCode::kRefused, true, "refused"},
    {ExitCode::kMemory, false, "out of memory"},
    {ExitCode::kTimeout, false, "took too long"},
    {ExitCode::kWrite, false, "cannot write; disk full?"},
    {ExitCode::kRead, false, "cannot read message or envelope"},
    {ExitCode::kConfig, false, "cannot read the configuration"},
    {ExitCode::kDeferred, false, "deferred"},
    {ExitCode::kBug, false, "internal error"},
    {ExitCode::kClientText, false, "see the text given to the client"},
    {ExitCode::kEnvelope, false, "envelope format error"},
    {ExitCode::kExec, false, "cannot start the queue program"},
}};

}  // namespace

const ExitCodeRow& Describe(ExitCode code) {
  for (const ExitCodeRow& row : kRows)
    if (row.code == code) return row;
  std::abort();
}

}  // namespace sallyport
