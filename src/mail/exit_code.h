// The exit codes of a qmail-queue program (qmail-queue(8), qmail.c), which
// are its whole interface to the caller: 11 to 40 permanent, all others but
// 0 temporary.

#ifndef SALLYPORT_MAIL_EXIT_CODE_H_
#define SALLYPORT_MAIL_EXIT_CODE_H_

#include <string_view>

namespace sallyport {

enum class ExitCode : int {
  kAccepted = 0,         // durable in the next queue or in quarantine
  kAddressTooLong = 11,  // an envelope address of 1003 bytes or more
  kRefused = 31,         // refused for good
  kMemory = 51,
  kTimeout = 52,
  kWrite = 53,
  kRead = 54,
  kConfig = 55,
  kDeferred = 71,  // try again later
  kBug = 81,
  kClientText = 82,  // the text on the client's descriptor decides
  kEnvelope = 91,
  kExec = 120,
};

/// One row for each code: what a person is told it means.
struct ExitCodeRow {
  ExitCode code;
  bool permanent;
  std::string_view text;
};

/// The row of `code`. An unknown code ends the process (abort: temporary).
const ExitCodeRow& Describe(ExitCode code);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_EXIT_CODE_H_
